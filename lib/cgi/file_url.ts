/** The `file:` URL of an absolute path. */
export function toFileUrl(path: string): string {
  const slashed = Deno.build.os === "windows"
    ? `/${path.replaceAll("\\", "/")}`
    : path;
  return `file://${slashed.split("/").map(encodeURIComponent).join("/")}`;
}
