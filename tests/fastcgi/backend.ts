import { until } from "../support/until.ts";

/** A program that answers for an application under test, and where it listens. */
export interface Backend extends AsyncDisposable {
  readonly address: string;
  /** A folder of its own. */
  readonly folder: string;
  readonly pid: number;
  /** What it wrote on stdout and stderr. */
  said(): string;
}

const FOLDERS = ["/usr/sbin", "/usr/local/sbin", "/usr/bin", "/usr/local/bin"];

/** The first program of the system whose name matches, or `null`. */
export function findProgram(name: RegExp): string | null {
  for (const folder of FOLDERS) {
    try {
      for (const entry of Deno.readDirSync(folder)) {
        if (name.test(entry.name)) return `${folder}/${entry.name}`;
      }
    } catch {
      // There is no such folder.
    }
  }
  return null;
}

export const PHP_FPM: string | null = findProgram(/^php-fpm\d*(\.\d+)?$/);
export const FCGIWRAP: string | null = findProgram(/^fcgiwrap$/);
export const PYTHON: string | null = findProgram(/^python3$/);

/** Registers a test, or says loudly why it cannot run. */
export function withProgram(
  program: string | null,
  what: string,
  name: string,
  body: () => Promise<void>,
): void {
  if (program !== null) Deno.test(name, body);
  else Deno.test.ignore(`${name} [not run: there is no ${what}]`, body);
}

/** Runs a program in a folder of its own until it listens; `command` gets the folder and the socket's path. */
export async function startBackend(
  command: (folder: string, socket: string) => Promise<string[]> | string[],
): Promise<Backend> {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  const socket = `${folder}/application.sock`;
  const [program = "", ...args] = await command(folder, socket);
  const child = new Deno.Command(program, {
    args,
    cwd: folder,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let said = "";
  const gather = async (stream: ReadableStream<Uint8Array>) => {
    for await (const bytes of stream) said += new TextDecoder().decode(bytes);
  };
  const gathered = [gather(child.stdout), gather(child.stderr)];
  await until(() => listens(socket), program, () => said);
  return {
    address: `unix:${socket}`,
    folder,
    pid: child.pid,
    said: () => said,
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await child.status;
      await Promise.all(gathered);
      await Deno.remove(folder, { recursive: true });
    },
  };
}

async function listens(path: string): Promise<boolean> {
  try {
    (await Deno.connect({ transport: "unix", path })).close();
    return true;
  } catch {
    return false;
  }
}

const SCRIPTS = new URL("./php/", import.meta.url);

/** Runs PHP's own process manager with so many workers; the scripts beside the tests are in its folder. */
export async function startPhp(workers = 2): Promise<Backend> {
  return await startBackend(async (folder, socket) => {
    for (const { name } of Deno.readDirSync(SCRIPTS)) {
      await Deno.copyFile(new URL(name, SCRIPTS), `${folder}/${name}`);
    }
    await Deno.writeTextFile(
      `${folder}/fpm.conf`,
      `[global]
error_log = ${folder}/fpm.log
daemonize = no
[www]
listen = ${socket}
pm = static
pm.max_children = ${workers}
php_admin_flag[log_errors] = on
php_admin_flag[display_errors] = off
php_admin_value[upload_max_filesize] = 64M
php_admin_value[post_max_size] = 64M
php_admin_value[output_buffering] = 0
`,
    );
    const config = ["-y", `${folder}/fpm.conf`, "-p", folder];
    return [PHP_FPM ?? "", "-F", "-R", ...config];
  });
}
