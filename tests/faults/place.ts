import { sendRaw } from "../support/raw.ts";

/** A site with a page and scripts, in a folder of its own that goes away with it. */
export interface Place extends AsyncDisposable {
  /** The folder; ROOT is `www` in it. */
  readonly home: string;
  readonly root: string;
  /** Puts a shell script among those that are there. */
  addScript(name: string, text: string): Promise<void>;
}

const SCRIPTS: Readonly<Record<string, string>> = {
  fails: "exit 3",
  hello: "printf 'Content-Type: text/plain\\n\\nhello'",
  echo: "printf 'Content-Type: text/plain\\n\\n'; exec cat",
  lasts:
    "trap '' TERM; printf 'Content-Type: text/plain\\n\\n%s\\n' $$; setsid sleep 300 & sleep 300",
};

/** Makes a site. */
export async function makePlace(): Promise<Place> {
  const home = await Deno.makeTempDir({ prefix: "gatehouse-test-" });
  await Deno.chmod(home, 0o755);
  const root = `${home}/www`;
  await Deno.mkdir(root);
  await Deno.mkdir(`${home}/cgi-bin`);
  await Deno.writeTextFile(`${root}/index.html`, "home");
  const addScript = (name: string, text: string) =>
    Deno.writeTextFile(`${home}/cgi-bin/${name}`, `#!/bin/sh\n${text}\n`, {
      mode: 0o755,
    });
  for (const [name, text] of Object.entries(SCRIPTS)) {
    await addScript(name, text);
  }
  return {
    home,
    root,
    addScript,
    async [Symbol.asyncDispose]() {
      await Deno.remove(home, { recursive: true });
    },
  };
}

/** The status that a path is answered with, or 0 where the connection breaks or is refused. */
export async function statusOf(
  port: number,
  path = "/",
  rest = "",
): Promise<number> {
  const line = `${rest === "" ? "GET" : "POST"} ${path} HTTP/1.1\r\n`;
  const head = `${line}Host: localhost\r\nConnection: close\r\n`;
  try {
    return (await sendRaw(port, head + (rest || "\r\n"))).status;
  } catch {
    return 0;
  }
}

/** Whether a process is there and no zombie. */
export function isAlive(pid: number): boolean {
  try {
    return !/\) [ZX]/.test(Deno.readTextFileSync(`/proc/${pid}/stat`));
  } catch {
    return false;
  }
}

/** The processes whose environment holds this text. */
export function processesWith(text: string): number[] {
  return [...Deno.readDirSync("/proc")].map(({ name }) => Number(name))
    .filter((pid) => {
      try {
        return pid > 0 && isAlive(pid) &&
          Deno.readTextFileSync(`/proc/${pid}/environ`).includes(text);
      } catch {
        return false;
      }
    });
}

/** Runs a program to its end; its exit code, or -1 where it is not there. */
export async function runProgram(...words: string[]): Promise<number> {
  const [program = "", ...args] = words;
  try {
    const command = new Deno.Command(program, {
      args,
      stdin: "null",
      stdout: "null",
      stderr: "null",
    });
    return (await command.output()).code;
  } catch {
    return -1;
  }
}
