import { sendRaw } from "../support/raw.ts";

/** What a server uses, as the system says; zeros where it does not say. */
export interface Use {
  /** Resident memory in bytes. */
  readonly memory: number;
  readonly descriptors: number;
  /** Processes that it started and that are still there, zombies among them. */
  readonly children: number;
}

/** What a process uses at this moment. Throws where it has gone. */
export function useOf(pid: number): Use {
  if (Deno.build.os !== "linux") {
    return { memory: 0, descriptors: 0, children: 0 };
  }
  const status = Deno.readTextFileSync(`/proc/${pid}/status`);
  const children = [...Deno.readDirSync(`/proc/${pid}/task`)].flatMap(
    ({ name }) => childrenOf(`/proc/${pid}/task/${name}/children`),
  );
  return {
    memory: Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) * 1024,
    descriptors: [...Deno.readDirSync(`/proc/${pid}/fd`)].length,
    children: children.length,
  };
}

function childrenOf(path: string): string[] {
  try {
    return Deno.readTextFileSync(path).split(" ").filter((pid) => pid !== "");
  } catch {
    return [];
  }
}

const GOOD = [
  { path: "/page.html", wants: "a page" },
  { path: "/cgi-bin/echo", wants: "GET" },
];

/** Asks what a good client would, and throws where the answer is not right. */
export async function askGood(port: number): Promise<void> {
  for (const { path, wants } of GOOD) {
    const { status, text } = await sendRaw(
      port,
      `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
    );
    if (status !== 200 || !text.startsWith(wants)) {
      throw new Error(`${path} was answered ${status} ${text.slice(0, 80)}`);
    }
  }
}

/** A name and a password, both of one letter. */
const SOMEBODY = "a:{SHA}6dcfXufJLW3J6S/9rRe4vUlBj5g=\n";

const RULES = {
  redirects: [{ from: "/old/*", to: "/new/*" }],
  rewrites: [{ from: "/new/*", to: "/*" }],
  fields: [{ path: "/*", fields: { "X-Rule": "here" } }],
};

/** A line on standard error of a server that met something it should have foreseen. */
export const FAULT =
  /^.*(?:Something went wrong|stray rejection|thread failed).*$/m;

/** A folder with what the requests of the corpus ask for. */
export async function makeSite(): Promise<string> {
  const home = await Deno.makeTempDir({ prefix: "gatehouse-test-" });
  await Deno.mkdir(`${home}/www/folder`, { recursive: true });
  await Deno.mkdir(`${home}/www/private`);
  await Deno.mkdir(`${home}/cgi-bin`);
  await Deno.writeTextFile(`${home}/www/page.html`, "a page");
  await Deno.writeTextFile(`${home}/users`, SOMEBODY);
  await Deno.writeTextFile(`${home}/gatehouse.json`, JSON.stringify(RULES));
  const scripts = {
    "../www/page.cgi": `printf 'Status: 200\\n\\n%s' "$PATH_INFO"`,
    fails: "echo why >&2; exit 3",
    echo:
      `printf 'Content-Type: text/plain\\n\\n%s ' "$REQUEST_METHOD"; exec cat`,
    fields: `printf '%s\\n\\n' "\${HTTP_X_SAY:-Status: 204}"`,
  };
  for (const [name, text] of Object.entries(scripts)) {
    await Deno.writeTextFile(
      `${home}/cgi-bin/${name}`,
      `#!/bin/sh\n${text}\n`,
      {
        mode: 0o755,
      },
    );
  }
  return home;
}
