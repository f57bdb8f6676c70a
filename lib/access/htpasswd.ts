import { isKnownHash } from "./password.ts";

/** Names and the hashes of their passwords, and what is wrong with the file that they come from. */
export interface Users {
  readonly hashes: ReadonlyMap<string, string>;
  /** A sentence for each line that cannot be used. */
  readonly faults: readonly string[];
}

/** Reads a file as `htpasswd` writes it: `name:hash` lines, and comments. Of two lines for a name the first counts. */
export function parseUsers(text: string): Users {
  const hashes = new Map<string, string>();
  const faults: string[] = [];
  for (const [index, line] of text.split("\n").entries()) {
    const entry = line.replace(/^\ufeff/, "").trim();
    if (entry === "" || entry.startsWith("#")) continue;
    const [name = "", hash = ""] = entry.split(":");
    if (name === "" || hash === "") {
      faults.push(`line ${index + 1} is not name:hash`);
    } else if (!isKnownHash(hash)) {
      faults.push(`line ${index + 1}: ${name} ${weakness(hash)}`);
    } else if (!hashes.has(name)) hashes.set(name, hash);
  }
  return { hashes, faults };
}

function weakness(hash: string): string {
  const why = /^\$(2[abxy]|[156]|apr1)\$/.test(hash)
    ? "has a hash that is broken or takes too long"
    : /^[./\dA-Za-z]{13}$/.test(hash)
    ? "has a hash of the old crypt, which anybody breaks"
    : "has no hash, but a plain password or a kind that is not known";
  return `${why}; set it again: htpasswd -B FILE NAME`;
}
