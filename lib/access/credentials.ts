/** What a client proves its name with. */
export interface Credentials {
  readonly user: string;
  readonly password: Uint8Array;
}

const LONGEST = 1_024;

/** Reads the value of an Authorization field of the scheme Basic (RFC 7617 §2); `null` for anything else. */
export function parseBasic(value: string | null): Credentials | null {
  const [, token] = /^basic +([A-Za-z\d+/]+={0,2})$/i.exec(value ?? "") ?? [];
  if (token === undefined || token.length > LONGEST) return null;
  const bytes = decode(token);
  const colon = bytes?.indexOf(0x3a) ?? -1;
  if (!bytes || colon < 1) return null;
  const user = decodeName(bytes.subarray(0, colon));
  return user === null ? null : { user, password: bytes.slice(colon + 1) };
}

function decode(token: string): Uint8Array | null {
  try {
    return Uint8Array.from(atob(token), (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}

/** Security: a name goes into the log and the environment of scripts, so that it holds no control character. */
function decodeName(bytes: Uint8Array): string | null {
  try {
    const name = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    // deno-lint-ignore no-control-regex
    return /[\x00-\x1f\x7f-\x9f]/.test(name) ? null : name;
  } catch {
    return null;
  }
}

/** The value of a WWW-Authenticate field that asks for such credentials (RFC 7617 §2, §2.1). */
export function basicChallenge(realm: string): string {
  const plain = realm.replace(/[^\x20-\x7e]/g, "?").replace(/["\\]/g, "\\$&");
  return `Basic realm="${plain}", charset="UTF-8"`;
}
