/** A script's own handler, as `Deno.serve` would call it. */
export type Fetch = (
  request: Request,
  info: { readonly remoteAddr: Deno.NetAddr },
) => Response | Promise<Response>;

/** The handler that a module exports by default, a function or an object with `fetch`; `null` for a plain program. */
export function findFetch(module: unknown): Fetch | null {
  const main = property(module, "default");
  if (typeof main === "function") return main as Fetch;
  const fetch = property(main, "fetch");
  return typeof fetch === "function" ? fetch.bind(main) as Fetch : null;
}

function property(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

type Environment = Readonly<Record<string, string>>;

/** Turns the environment and stdin into a request, has it answered, and writes the response as RFC 3875 §6 has it. */
export async function answerRequest(fetch: Fetch): Promise<void> {
  // What a handler prints is for its author, not for the client.
  console.log = console.info = console.debug = console.error;
  const env = Deno.env.toObject();
  const info = {
    remoteAddr: {
      transport: "tcp" as const,
      hostname: env.REMOTE_ADDR ?? "",
      port: Number(env.REMOTE_PORT ?? 0),
    },
  };
  const response = await fetch(toRequest(env), info);
  if (!(response instanceof Response)) {
    throw new TypeError("the script's handler did not return a Response");
  }
  await writeAll(formatHeader(response));
  await response.body?.pipeTo(Deno.stdout.writable);
}

/** Rebuilds the request from its meta-variables; its content is read from stdin as the handler asks for it. */
export function toRequest(env: Environment): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(env)) {
    if (name.startsWith("HTTP_")) {
      headers.set(name.slice(5).replaceAll("_", "-"), toByteString(value));
    }
  }
  if (env.CONTENT_TYPE) headers.set("content-type", env.CONTENT_TYPE);
  const method = env.REQUEST_METHOD ?? "GET";
  const length = Number(env.CONTENT_LENGTH ?? 0);
  const bare = length === 0 || method === "GET" || method === "HEAD";
  if (!bare) headers.set("content-length", String(length));
  return new Request(toUrl(env), {
    method,
    headers,
    body: bare ? null : Deno.stdin.readable,
  });
}

function toUrl(env: Environment): URL {
  const host = env.HTTP_HOST ?? `${env.SERVER_NAME}:${env.SERVER_PORT}`;
  const url = new URL(`${env.REQUEST_SCHEME ?? "http"}://${host}/`);
  const path = `${env.SCRIPT_NAME ?? ""}${env.PATH_INFO ?? ""}` || "/";
  url.pathname = path.split("/").map(encodeURIComponent).join("/");
  url.search = env.QUERY_STRING ?? "";
  return url;
}

/** `Headers` takes octets as Latin-1; the environment was read as UTF-8. */
function toByteString(value: string): string {
  return Array.from(
    new TextEncoder().encode(value),
    (octet) => String.fromCharCode(octet),
  ).join("");
}

function formatHeader(response: Response): Uint8Array {
  const lines = [`Status: ${response.status} ${response.statusText}`.trim()];
  for (const [name, value] of response.headers) {
    lines.push(`${name}: ${value}`);
  }
  const text = `${lines.join("\r\n")}\r\n\r\n`;
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

async function writeAll(bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    done += await Deno.stdout.write(bytes.subarray(done));
  }
}
