import { fileURLToPath } from "node:url";
import { denoCache } from "../../lib/cgi/javascript.ts";
import { decodeHtml } from "./page.ts";

/** Where the sample scripts are. */
export const SCRIPTS: string = fileURLToPath(
  new URL("../../cgi-bin", import.meta.url),
);

/** A script's answer, taken apart. */
export interface Answer {
  /** From the field Status, or 200. */
  readonly status: number;
  readonly fields: Headers;
  readonly content: string;
}

/** What a request brings besides what all have. */
export interface Given {
  readonly env?: Readonly<Record<string, string>>;
  /** Standard input, which stays open until the script has ended. */
  readonly content?: string | Uint8Array;
}

const CACHE = denoCache((name) => Deno.env.get(name));

/** Starts a script with a CGI environment and nothing else (RFC 3875 §4.1). */
export function startScript(
  [program = "", ...args]: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Deno.ChildProcess {
  return new Deno.Command(program, {
    args,
    cwd: SCRIPTS,
    clearEnv: true,
    env: {
      GATEWAY_INTERFACE: "CGI/1.1",
      PATH: Deno.env.get("PATH") ?? "/usr/bin:/bin",
      REQUEST_METHOD: "GET",
      QUERY_STRING: "",
      SERVER_NAME: "localhost",
      SERVER_PORT: "8000",
      SERVER_PROTOCOL: "HTTP/1.1",
      NO_COLOR: "1",
      // As Gatehouse does it, so that Deno starts for a user without an account.
      ...(CACHE === null ? {} : { DENO_DIR: CACHE }),
      ...env,
    },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** Runs a script to its end. Throws where it fails, says anything on stderr, or takes longer than 20 s. */
export async function runScript(
  words: readonly string[],
  { env, content = "" }: Given = {},
): Promise<Answer> {
  const child = startScript(words, env);
  const timer = setTimeout(() => child.kill("SIGKILL"), 20_000);
  const stdin = child.stdin.getWriter();
  const bytes = typeof content === "string"
    ? new TextEncoder().encode(content)
    : content;
  // A script need not read what it does not want.
  const written = stdin.write(new Uint8Array(bytes)).catch(() => {});
  const [stdout, stderr, { code }] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.status,
  ]);
  clearTimeout(timer);
  await written;
  await stdin.close().catch(() => {});
  if (code !== 0 || stderr !== "") {
    throw new Error(`${words.join(" ")} ended with ${code}: ${stderr}`);
  }
  return parseAnswer(stdout);
}

/** Takes a script's output apart (RFC 3875 §6). */
export function parseAnswer(output: string): Answer {
  const end = output.indexOf("\n\n");
  if (end < 0) throw new Error(`no empty line in ${JSON.stringify(output)}`);
  const fields = new Headers(
    output.slice(0, end).split("\n").map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon), line.slice(colon + 1).trim()];
    }),
  );
  const status = Number(fields.get("status")?.slice(0, 3) ?? 200);
  return { status, fields, content: output.slice(end + 2) };
}

/** The text of a page's main part as a reader sees it, without tags, blanks run together. */
export function visibleText(html: string): string {
  const main = /<main>(.*)<\/main>/s.exec(html)?.[1] ?? "";
  return decodeHtml(main.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ").trim());
}

/** The words that run a JavaScript sample as the server does: its own folder to read, `data` to write. */
export function javascript(name: string, data?: string): string[] {
  return [
    Deno.execPath(),
    "run",
    "--no-prompt",
    "--no-config",
    "--no-lock",
    "--quiet",
    "--allow-env",
    `--allow-read=${[SCRIPTS, ...(data ? [data] : [])]}`,
    ...(data ? [`--allow-write=${data}`] : []),
    `${SCRIPTS}/${name}`,
  ];
}
