import { assert, assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { makePlace, type Place, statusOf } from "../faults/place.ts";
import { lines } from "../support/lines.ts";
import { gatehouseCommand } from "../support/server.ts";
import { until } from "../support/until.ts";
import { runs } from "../support/program.ts";

const HOME = fileURLToPath(new URL("../../", import.meta.url));
const README = Deno.readTextFileSync(`${HOME}README.md`);

/** The flags that the README explains in its table. */
const EXPLAINED = [...README.matchAll(/^\| `(--allow-[^`]+)`/gm)]
  .map(([, flag = ""]) => flag.replace("127.0.0.1:8000", "127.0.0.1"));

interface Case {
  readonly name: string;
  /** Flags of `deno run`; ROOT stands for the folder of the site. */
  readonly flags: readonly string[];
  readonly options?: readonly string[];
  /** Statuses of a page, of a script, of one whose interpreter is not there, and of one that names a file elsewhere. */
  readonly want: readonly number[];
}

const CASES: Case[] = [
  { name: "all permissions", flags: ["-A"], want: [200, 200, 500, 404] },
  {
    name: "all permissions, in development",
    flags: ["-A"],
    options: ["--dev", "--status", "--admin=127.0.0.1:0"],
    want: [200, 200, 500, 404],
  },
  {
    name: "the permissions of deno.json",
    flags: ["-P", `--config=${HOME}deno.json`],
    want: [200, 200, 500, 404],
  },
  {
    name: "each flag that the README explains",
    flags: EXPLAINED,
    want: [200, 200, 500, 404],
  },
  {
    name: "no permission to run programs",
    flags: EXPLAINED.filter((flag) => flag !== "--allow-run"),
    want: [200, 500, 500, 500],
  },
  {
    name: "what the README names for files alone",
    flags: [
      `--allow-read=ROOT/www,${
        ["main.ts", "lib", "deno.json"].map((path) => HOME + path).join(",")
      }`,
      "--allow-net=127.0.0.1",
    ],
    options: ["--no-cgi"],
    want: [200, 404, 404, 404],
  },
];

const SCRIPTS: Readonly<Record<string, string>> = {
  broken: "#!/nowhere/interpreter\n",
  elsewhere:
    "#!/bin/sh\nprintf 'Content-Type: text/plain\\nX-Sendfile: /etc/passwd\\n\\n'\n",
};

const without = Deno.build.os !== "linux" || !runs("script", "--version");

for (const { name, flags, options = [], want } of CASES) {
  Deno.test({
    name: `in a terminal nothing is asked: ${name}` +
      (without ? " (no program script here)" : ""),
    ignore: without,
    fn: async () => {
      await using place = await makePlace();
      for (const [name, text] of Object.entries(SCRIPTS)) {
        const file = `${place.home}/cgi-bin/${name}`;
        await Deno.writeTextFile(file, text, { mode: 0o755 });
      }
      const command = gatehouseCommand(
        ...flags.map((flag) => put(flag, place)),
      );
      await using terminal = await openTerminal([
        ...command,
        ...["--port=0", "--log-format=none", "--sendfile=/usr"],
        ...options,
        place.root,
      ]);
      const paths = [
        "/",
        ...["hello", ...Object.keys(SCRIPTS)].map((name) => `/cgi-bin/${name}`),
      ];
      let got: number[] = [];
      void Promise.all(paths.map((path) => statusOf(terminal.port, path)))
        .then((statuses) => got = statuses);
      await until(
        () => got.length > 0 || terminal.text().includes("Allow?"),
        "answers",
      );
      assert(!terminal.text().includes("Allow?"), terminal.text());
      assertEquals(got, want);
      assertEquals(await terminal.interrupt(), 0);
      assert(!terminal.text().includes("Allow?"), terminal.text());
    },
  });
}

function put(flag: string, { home }: Place): string {
  return flag.replace("ROOT", home);
}

/** A server at a terminal. */
interface Terminal extends AsyncDisposable {
  readonly port: number;
  /** All that the terminal shows. */
  text(): string;
  /** Presses Ctrl-C and waits for the end; the exit code. */
  interrupt(): Promise<number>;
}

/** Starts a server in a terminal of its own, where Deno could ask somebody, and waits until it listens. */
async function openTerminal(command: readonly string[]): Promise<Terminal> {
  const quoted = command.map((word) => `'${word.replaceAll("'", "'\\''")}'`);
  const child = new Deno.Command("script", {
    args: ["-qec", `echo $$; exec ${quoted.join(" ")}`, "/dev/null"],
    env: { NO_COLOR: "1" },
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const shown = lines(child.stdout);
  const keys = child.stdin.getWriter();
  const end = async () => {
    const { code } = await child.status;
    await shown.done;
    return code;
  };
  const kill = async () => {
    try {
      Deno.kill(parseInt(shown.text()), "SIGKILL");
    } catch {
      // It has ended already.
    }
    await end();
    await keys.close().catch(() => {});
  };
  try {
    await shown.waitFor(/stop {5}with|Allow\?/);
    const port = Number(/http:\/\/[^/\s]+:(\d+)\//.exec(shown.text())?.[1]);
    if (!port) throw new Error(`it does not start: ${shown.text()}`);
    return {
      port,
      text: shown.text,
      async interrupt() {
        await keys.write(new Uint8Array([3]));
        return await end();
      },
      [Symbol.asyncDispose]: kill,
    };
  } catch (error) {
    await kill();
    throw error;
  }
}
