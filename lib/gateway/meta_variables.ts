import type { Address, Exchange } from "../http/exchange.ts";
import type { Authority } from "../http/target.ts";
import type { Script } from "./script.ts";

/** What the server adds to an exchange to make meta-variables of it. */
export interface MetaVariableOptions {
  readonly documentRoot: string;
  readonly software: string;
  readonly passAuthorization: boolean;
}

/** Names and values of a script's environment. */
export type Environment = Record<string, string>;

/**
 * The meta-variables of RFC 3875 §4.1 and the customary ones, added to an environment; `contentLength` in bytes, `null`
 * without content.
 */
export function addMetaVariables(
  variables: Environment,
  exchange: Exchange,
  script: Script,
  contentLength: number | null,
  options: MetaVariableOptions,
): void {
  addFields(variables, exchange, options.passAuthorization);
  addContent(variables, exchange, contentLength);
  addConnection(variables, exchange);
  addScript(variables, exchange, script, options);
  if (exchange.origin) addOrigin(variables, exchange.origin);
}

/**
 * Fields that are never passed as HTTP_ variables: what the server itself acts on (hop-by-hop, RFC 9110 §7.6.1),
 * what has a variable of its own, and logins. Security: `Proxy` would become HTTP_PROXY, which programs take for
 * the address of their own proxy.
 */
const WITHHELD = new Set([
  "content-length",
  "content-type",
  "authorization",
  "proxy-authorization",
  "proxy",
  "proxy-connection",
  "connection",
  "keep-alive",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "expect",
]);

/** Security: `X-A` and `X_A` would become one variable, so a name with anything but letters, digits, `-` is dropped. */
const PLAIN_NAME = /^[A-Za-z0-9-]+$/;

/** Variables by the field names they were made of, or `null` for those that are not passed: clients send few names. */
const named = new Map<string, string | null>();
const MOST_NAMED = 500;
const LONGEST_NAMED = 64;

/** The one variable that is passed only where that is asked for. */
const AUTHORIZATION = "HTTP_AUTHORIZATION";

function variableOf(name: string): string | null {
  const before = named.get(name);
  if (before !== undefined) return before;
  const variable = WITHHELD.has(name) || !PLAIN_NAME.test(name)
    ? null
    : `HTTP_${name.toUpperCase().replaceAll("-", "_")}`;
  if (named.size < MOST_NAMED && name.length < LONGEST_NAMED) {
    named.set(name, variable);
  }
  return variable;
}

/** RFC 3875 §4.1.18. */
function addFields(
  variables: Environment,
  { fields, authority, protocol }: Exchange,
  passAuthorization: boolean,
): void {
  let connection = "";
  for (const [name, value] of fields) {
    const variable = variableOf(name);
    if (variable !== null) variables[variable] = octets(value);
    else if (name === "connection") connection = value;
    else if (name === "authorization" && passAuthorization) {
      variables[AUTHORIZATION] = octets(value);
    }
  }
  if (connection !== "") removeNamed(variables, connection);
  if (authority) variables.HTTP_HOST ??= authorityText(authority);
  // HTTP/2 may send one cookie a field (RFC 9113 §8.2.3), and `Headers` joins them as a list.
  if (variables.HTTP_COOKIE && protocol.startsWith("HTTP/2")) {
    variables.HTTP_COOKIE = variables.HTTP_COOKIE
      .replace(/, (?=[!#$%&'*+.^_`|~\w-]+=)/g, "; ");
  }
}

/** What `Connection` names is for this connection only (RFC 9110 §7.6.1). */
function removeNamed(variables: Environment, connection: string): void {
  if (connection === "keep-alive") return;
  for (const element of connection.toLowerCase().split(",")) {
    const name = element.trim();
    const variable = name === "authorization"
      ? AUTHORIZATION
      : variableOf(name);
    if (variable !== null) delete variables[variable];
  }
}

function authorityText({ host, port }: Authority): string {
  return port === undefined ? host : `${host}:${port}`;
}

/** RFC 3875 §4.1.2, §4.1.3. */
function addContent(
  variables: Environment,
  { fields }: Exchange,
  contentLength: number | null,
): void {
  if (contentLength !== null) variables.CONTENT_LENGTH = String(contentLength);
  const type = fields.get("content-type");
  if (type !== null) variables.CONTENT_TYPE = octets(type);
}

/** Who asks whom (RFC 3875 §4.1.1, §4.1.8 to §4.1.16). */
function addConnection(variables: Environment, exchange: Exchange): void {
  const { authority, scheme, client, server, login } = exchange;
  const usual = scheme === "https" ? 443 : 80;
  const port = authority
    ? authority.port ?? usual
    : server.transport === "unix"
    ? usual
    : server.port;
  const address = numericHost(client);
  variables.REMOTE_ADDR = address;
  variables.REMOTE_HOST = address;
  variables.REMOTE_PORT = String(client.port);
  variables.SERVER_ADDR = numericHost(server);
  variables.SERVER_NAME = authority?.host ?? bracketed(numericHost(server));
  variables.SERVER_PORT = String(port);
  variables.REQUEST_SCHEME = scheme;
  if (scheme === "https") variables.HTTPS = "on";
  if (login) {
    variables.AUTH_TYPE = login.scheme;
    variables.REMOTE_USER = login.user;
  }
}

/** RFC 3875 §4.1.4 to §4.1.7, §4.1.12, §4.1.13, §4.1.16, §4.1.17. */
function addScript(
  variables: Environment,
  exchange: Exchange,
  script: Script,
  { documentRoot, software }: MetaVariableOptions,
): void {
  variables.GATEWAY_INTERFACE = "CGI/1.1";
  variables.SERVER_SOFTWARE = software;
  variables.SERVER_PROTOCOL = exchange.protocol;
  variables.REQUEST_METHOD = exchange.method;
  variables.QUERY_STRING = exchange.target.query ?? "";
  variables.REQUEST_URI = requestUri(exchange);
  variables.SCRIPT_NAME = script.name;
  variables.SCRIPT_FILENAME = script.file;
  variables.DOCUMENT_ROOT = documentRoot;
  variables.UNIQUE_ID = exchange.id;
  // php-cgi refuses to run without it, since it cannot tell otherwise that a server called it.
  variables.REDIRECT_STATUS = "200";
  if (script.extraPath !== null) {
    variables.PATH_INFO = script.extraPath;
    variables.PATH_TRANSLATED = translate(documentRoot, script.extraPath);
  }
}

/** What the request said before a local redirect (RFC 3875 §6.2.2), under the names that other servers use. */
function addOrigin(variables: Environment, origin: Exchange): void {
  variables.REDIRECT_URL = `/${origin.target.segments.join("/")}${
    origin.target.folder && origin.target.segments.length > 0 ? "/" : ""
  }`;
  variables.REDIRECT_REQUEST_METHOD = origin.method;
  if (origin.target.query !== null) {
    variables.REDIRECT_QUERY_STRING = origin.target.query;
  }
  if (origin.login) variables.REDIRECT_REMOTE_USER = origin.login.user;
}

/** What the client asked for, before any local redirect and any rule. */
function requestUri(exchange: Exchange): string {
  let first = exchange;
  while (first.origin) first = first.origin;
  return (first.requested ?? first.target).raw;
}

/** The path that the extra path would have as a file (RFC 3875 §4.1.6). */
function translate(documentRoot: string, extraPath: string): string {
  const root = documentRoot.replace(/[\\/]+$/, "");
  return Deno.build.os === "windows"
    ? root + extraPath.replaceAll("/", "\\")
    : root + extraPath;
}

/** Security: a Unix socket has no address; what stands in for one must not pass for the machine itself. */
function numericHost({ transport, hostname }: Address): string {
  return transport === "unix" ? "0.0.0.0" : hostname;
}

function bracketed(host: string): string {
  return host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
}

const STRICT = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * A field value as text that the system turns back into the octets that were sent. `Headers` holds octets as
 * Latin-1, and the environment is written as UTF-8; octets that are no UTF-8 can only be passed as their Latin-1.
 */
export function octets(value: string): string {
  // deno-lint-ignore no-control-regex
  if (/^[\x00-\x7f]*$/.test(value)) return value;
  try {
    return STRICT.decode(
      Uint8Array.from(value, (character) => character.charCodeAt(0)),
    );
  } catch {
    return value;
  }
}
