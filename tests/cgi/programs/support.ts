import { startServer } from "../../support/server.ts";

/** A site in a temporary folder: documents in `root`, scripts in `scripts`; gone when disposed of. */
export interface Site extends AsyncDisposable {
  readonly folder: string;
  readonly root: string;
  readonly scripts: string;
}

/** Makes an empty site. */
export async function makeSite(): Promise<Site> {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  const site = { folder, root: `${folder}/www`, scripts: `${folder}/cgi-bin` };
  await Deno.mkdir(site.root);
  await Deno.mkdir(site.scripts);
  return {
    ...site,
    async [Symbol.asyncDispose]() {
      await Deno.remove(folder, { recursive: true });
    },
  };
}

/** Starts the server on a site; `args` are added to its command line. */
export function serve(
  site: Site,
  ...args: string[]
): ReturnType<typeof startServer> {
  return startServer([site.root, ...args], { cwd: site.folder });
}

/** Writes an executable script into the script folder. */
export async function writeScript(
  site: Site,
  name: string,
  text: string,
): Promise<void> {
  await Deno.writeTextFile(`${site.scripts}/${name}`, text);
  await Deno.chmod(`${site.scripts}/${name}`, 0o755);
}

/** Copies one of the scripts beside the tests into the script folder. */
export async function copyScript(site: Site, name: string): Promise<void> {
  const source = new URL(`./scripts/${name}`, import.meta.url);
  await writeScript(site, name, await Deno.readTextFile(source));
}

/** What a command wrote. */
export interface Written {
  readonly success: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end in a clean environment, whatever comes of it. */
export async function attempt(
  cwd: string,
  command: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Written> {
  const [program = "", ...args] = command;
  const output = await new Deno.Command(program, {
    args,
    cwd,
    env: { PATH: searchPath(), HOME: cwd, LC_ALL: "C.UTF-8", ...env },
    clearEnv: true,
    stdin: "null",
  }).output();
  const text = new TextDecoder();
  return {
    success: output.success,
    stdout: text.decode(output.stdout),
    stderr: text.decode(output.stderr),
  };
}

/** The same for a command that must succeed; gives its standard output. */
export async function run(
  cwd: string,
  command: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { success, stdout, stderr } = await attempt(cwd, command, env);
  if (!success) {
    throw new Error(`${command.join(" ")} failed:\n${stdout}\n${stderr}`);
  }
  return stdout;
}

function searchPath(): string {
  return `${Deno.env.get("PATH") ?? "/usr/bin:/bin"}:/usr/local/go/bin`;
}

/** Where a program is (a name, or a path), or `null`. */
export function findProgram(name: string): string | null {
  const places = name.includes("/")
    ? [name]
    : searchPath().split(":").map((folder) => `${folder}/${name}`);
  return places.find((place) => {
    try {
      return Deno.statSync(place).isFile;
    } catch {
      return false;
    }
  }) ?? null;
}

/** A test that is left out, and says why, where a program that it needs is not there. */
export function programTest(
  name: string,
  needs: readonly string[],
  test: (t: Deno.TestContext) => Promise<void>,
): void {
  const missing = needs.filter((program) => findProgram(program) === null);
  if (missing.length === 0) return Deno.test(name, test);
  Deno.test.ignore(
    `${name} (left out: ${missing.join(", ")} is not installed)`,
    test,
  );
}

/** GETs or POSTs with `fetch`, redirects not followed, and reads the answer whole. */
export async function ask(
  url: string,
  init: RequestInit = {},
): Promise<{ status: number; headers: Headers; text: string }> {
  const response = await fetch(url, { redirect: "manual", ...init });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text };
}
