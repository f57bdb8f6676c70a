/** The `file:` URL of an absolute path. */
export function toFileUrl(path: string): URL {
  const slashed = Deno.build.os === "windows"
    ? `/${path.replaceAll("\\", "/")}`
    : path;
  const url = new URL("file:///");
  url.pathname = slashed.replace(
    /[%?#\n\r\t]/g,
    (character) => encodeURIComponent(character),
  );
  return url;
}
