/** What stands in place of a secret. */
export const MASK = "•••••";

const SECRET =
  /AUTHORIZATION$|COOKIE|TOKEN|PASSWORD|PASSWD|PASSPHRASE|SECRET|CREDENTIAL|PRIVATE|(?:^|_|-)(?:API_?)?KEY|^GATEHOUSE_REQUEST$|SESSION|SIGNATURE/i;

/** Whether a variable, a field or a parameter of that name holds a secret. */
export function isSecret(name: string): boolean {
  return SECRET.test(name);
}

/** Takes secrets out of a text. */
export type Masking = (text: string) => string;

/** Names of variables that hold a query, whose parameters are looked at one by one. */
const WITH_QUERY = /^(?:QUERY_STRING|REQUEST_URI|HTTP_REFERER|REDIRECT_URL)$/;
const SHORTEST = 4;

/**
 * The environment of a script with its secrets masked: by the names of variables, and of parameters in a query.
 * Security: what is shown or logged goes through here.
 */
export function maskVariables(
  variables: Readonly<Record<string, string>>,
): [name: string, value: string][] {
  return Object.entries(variables).toSorted(([one], [other]) =>
    one < other ? -1 : 1
  ).map(([name, value]) => [name, maskValue(name, value)]);
}

function maskValue(name: string, value: string): string {
  if (isSecret(name)) return value === "" ? "" : MASK;
  return WITH_QUERY.test(name) ? maskQuery(value) : value;
}

/** Masks the values of secret parameters in a query, or in a target or URL that ends in one. */
export function maskQuery(text: string): string {
  return text.replace(
    /(^|[?&;])([^=&;?]+)=([^&;#]*)/g,
    (whole, before: string, name: string, value: string) =>
      isSecret(decode(name)) && value !== ""
        ? `${before}${name}=${MASK}`
        : whole,
  );
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}

/** A masking that knows the secrets of an environment by their values, for texts in which a script repeats them. */
export function maskingOf(
  variables: Readonly<Record<string, string>>,
  more: readonly string[] = [],
): Masking {
  const secrets = new Set<string>();
  for (const secret of more) addSecret(secrets, secret);
  for (const [name, value] of Object.entries(variables)) {
    if (isSecret(name)) addSecret(secrets, value);
    if (!WITH_QUERY.test(name)) continue;
    for (const [parameter, secret] of new URLSearchParams(queryOf(value))) {
      if (isSecret(parameter)) addSecret(secrets, secret);
    }
  }
  // The long ones first, so that no part of one is left over.
  const longestFirst = [...secrets].toSorted((one, other) =>
    other.length - one.length
  );
  return (text) =>
    longestFirst.reduce(
      (masked, secret) => masked.replaceAll(secret, MASK),
      text,
    );
}

function queryOf(value: string): string {
  return value.slice(value.indexOf("?") + 1);
}

function addSecret(secrets: Set<string>, value: string): void {
  const parts = [
    value,
    value.replace(/^(?:Basic|Bearer|Digest) /i, ""),
    ...value.split(/; */).map((pair) => pair.replace(/^[^=]*=/, "")),
  ];
  for (const part of parts) if (part.length >= SHORTEST) secrets.add(part);
}
