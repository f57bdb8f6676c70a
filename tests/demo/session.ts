import { lines } from "../support/lines.ts";
import { gatehouseCommand } from "../support/server.ts";
import { until } from "../support/until.ts";

/** What a server on a free port prints; 8000 is only spoken of. */
const ADDRESS = /http:\/\/127\.0\.0\.1:(?!8000\b)(\d+)/;

/** Words after which `gatehouse` is not a server. */
const COMMANDS = [
  "init",
  "check",
  "help",
  "run",
  "replay",
  "config",
  "completions",
];

/** A block whose last line starts a server. */
const SERVER = new RegExp(
  `^(.*\\n)?((?:gatehouse(?! (?:${
    COMMANDS.join("|")
  })\\b)|deno run)\\b[^\\n]*)\\n*$`,
  "s",
);

/** A reader's terminal: blocks of commands, of which those that start a server leave it running for the next. */
export class Session implements AsyncDisposable {
  readonly #folder: string;
  #server: Deno.ChildProcess | null = null;
  #port = "";
  #streams: Promise<void>[] = [];

  /** Makes `gatehouse` and `deno` known to the commands; `folder` is where they run. */
  constructor(
    folder: string,
    program: readonly string[] = gatehouseCommand(),
  ) {
    this.#folder = folder;
    const quoted = program.map((word) => `'${word}'`).join(" ");
    const commands = {
      gatehouse: `case $1 in
${COMMANDS.join(" | ")}) exec ${quoted} "$@" ;;
*) exec ${quoted} --port 0 "$@" ;;
esac`,
      deno: `exec '${Deno.execPath()}' "$@"`,
    };
    Deno.mkdirSync(`${folder}/.bin`);
    for (const [name, command] of Object.entries(commands)) {
      const script = `#!/bin/sh\n${command}\n`;
      Deno.writeTextFileSync(`${folder}/.bin/${name}`, script, { mode: 0o755 });
    }
    // A status of 400 and above makes curl fail.
    Deno.writeTextFileSync(`${folder}/.bin/.curlrc`, "fail\nsilent\n");
  }

  /** Runs a block as it stands; what it printed. Throws where a command of it fails. */
  async run(block: string): Promise<string> {
    const [, before = "", server] = SERVER.exec(block) ?? [];
    if (server === undefined) return await this.#finish(block);
    await this.stop();
    // The tutorial's own programs take the port as their only argument.
    const line = server.startsWith("deno") ? `${server} 0` : server;
    await this.#start(`${before}\nexec ${line}`);
    return "";
  }

  #shell(script: string): Deno.Command {
    const bin = `${this.#folder}/.bin`;
    return new Deno.Command("sh", {
      args: ["-ec", script],
      cwd: this.#folder,
      env: {
        PATH: `${bin}:${Deno.env.get("PATH")}`,
        CURL_HOME: bin,
        NO_COLOR: "1",
      },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    });
  }

  async #finish(block: string): Promise<string> {
    const script = block.replace(
      /127\.0\.0\.1:8\d+/g,
      `127.0.0.1:${this.#port}`,
    );
    const { success, stdout, stderr } = await this.#shell(script).output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    if (!success) throw new Error(`${script}\n${text(stderr)}`);
    return text(stdout) + text(stderr);
  }

  async #start(script: string): Promise<void> {
    this.#server = this.#shell(script).spawn();
    const streams = [this.#server.stdout, this.#server.stderr].map(lines);
    this.#streams = streams.map(({ done }) => done);
    const port = () =>
      ADDRESS.exec(streams.map((stream) => stream.text()).join("\n"))?.[1];
    await until(
      () => port() !== undefined,
      "an address",
      () => `: ${script}\n${streams.map((stream) => stream.text())}`,
    );
    this.#port = port() ?? "";
  }

  /** Ends the server that runs, if any. */
  async stop(): Promise<void> {
    try {
      this.#server?.kill("SIGTERM");
    } catch {
      // It has ended already.
    }
    await this.#server?.status;
    await Promise.all(this.#streams);
    this.#server = null;
    this.#streams = [];
  }

  /** The address of the server that runs. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** The same as `stop`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}
