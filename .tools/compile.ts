/**
 * Makes dist/gatehouse: one executable with the demo site and its scripts inside.
 *
 *   deno task compile [--target TARGET] [--output FILE]
 *
 * TARGET is one that `deno compile` knows, such as aarch64-apple-darwin.
 */
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { makeExecutable } from "./executable.ts";

const HOME = dirname(import.meta.dirname ?? ".");

async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      target: { type: "string" },
      output: { type: "string", short: "o" },
    },
  });
  const here = Deno.env.get("INIT_CWD") ?? Deno.cwd();
  const output = values.output === undefined
    ? join(HOME, "dist", "gatehouse")
    : resolve(here, values.output);
  const files = await makeExecutable({
    output,
    target: values.target,
    parts: ["www", "cgi-bin"].map((name) => ({
      from: join(HOME, name),
      to: name,
    })),
  });
  console.log(`${output}: Gatehouse with ${files} files of the demo site`);
}

if (import.meta.main) {
  try {
    await main(Deno.args);
  } catch (error) {
    console.error(
      `compile: ${error instanceof Error ? error.message : error}`,
    );
    Deno.exit(1);
  }
}
