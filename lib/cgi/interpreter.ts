/** Commands by extension where nobody said otherwise; what is missing shows when it is looked for. */
export const INTERPRETERS: Readonly<Record<string, readonly string[]>> =
  Deno.build.os === "windows"
    ? {
      ".py": ["python"],
      ".pl": ["perl"],
      ".rb": ["ruby"],
      ".php": ["php-cgi"],
      ".lua": ["lua"],
      ".ps1": ["powershell", "-NoProfile", "-File"],
    }
    : {
      ".py": ["python3"],
      ".pl": ["perl"],
      ".rb": ["ruby"],
      ".sh": ["sh"],
      ".php": ["php-cgi"],
      ".lua": ["lua"],
    };

const JAVASCRIPT = new Set([".js", ".mjs", ".ts", ".mts"]);

/** Whether files with this extension are scripts that the executable itself can run. */
export function isJavaScript(extension: string): boolean {
  return JAVASCRIPT.has(extension);
}

/**
 * The words of a `#!` line, or `null` where the file does not begin with one.
 * `env` and its option `-S` are looked through, since Windows has no `/usr/bin/env`.
 */
export function parseShebang(head: Uint8Array): string[] | null {
  if (head[0] !== 0x23 || head[1] !== 0x21) return null;
  const line = new TextDecoder().decode(head.subarray(2)).split(/[\r\n]/)[0];
  const words = (line ?? "").trim().split(/\s+/).filter((word) => word !== "");
  if (words.length === 0) return null;
  if (/(^|[\\/])env(\.exe)?$/.test(words[0] ?? "")) {
    words.shift();
    while (words[0]?.startsWith("-")) words.shift();
  }
  return words.length === 0 ? null : words;
}

/** The name of a program without folders, so that `/usr/bin/perl` can be looked for on PATH. */
export function programName(path: string): string {
  return path.slice(
    Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1,
  );
}
