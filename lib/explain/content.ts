import { isSecret, MASK, maskQuery } from "./mask.ts";

/** Content as text, or `null` where it is none. */
export function contentText(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(
      bytes,
    );
  } catch {
    return null;
  }
}

/** Content of a media type with its secrets masked, as far as names in forms and JSON tell what is secret. */
export function maskContent(text: string, type: string): string {
  return replaceSecrets(text, type, () => MASK);
}

/** The secrets themselves, as they stand in a form or in JSON, for texts in which a script repeats them. */
export function secretsIn(text: string, type: string): string[] {
  const secrets: string[] = [];
  replaceSecrets(text, type, (secret) => {
    secrets.push(secret);
    return secret;
  });
  return secrets;
}

type Replace = (secret: string) => string;

function replaceSecrets(text: string, type: string, by: Replace): string {
  if (/^application\/x-www-form-urlencoded/i.test(type)) {
    for (const [name, value] of new URLSearchParams(text)) {
      if (isSecret(name)) by(value);
    }
    return maskQuery(text);
  }
  if (/[/+]json\b/i.test(type)) return inJson(text, by);
  return /^multipart\//i.test(type) ? inParts(text, by) : text;
}

function inJson(text: string, by: Replace): string {
  return text.replace(
    /"((?:[^"\\]|\\.)*)"(\s*:\s*)("(?:[^"\\]|\\.)*"?|[^\s,{}[\]"]+)/g,
    (whole, name: string, colon: string, value: string) =>
      isSecret(name)
        ? `"${name}"${colon}"${by(value.replace(/^"|"$/g, ""))}"`
        : whole,
  );
}

function inParts(text: string, by: Replace): string {
  return text.replace(
    /(\bname="([^"\r\n]*)"[^]*?\r\n\r\n)([^]*?)(?=\r\n--|$)/g,
    (whole, head: string, name: string, value: string) =>
      isSecret(name) ? head + by(value) : whole,
  );
}
