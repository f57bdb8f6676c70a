/**
 * Makes one executable of a whole site: its files, its scripts, and how they are to be served.
 *
 *   deno task pack SITE -o mysite [--cgi-dir DIR | --no-cgi] [--target TARGET] [-- OPTIONS…]
 *
 * Scripts are those of DIR, else of a folder cgi-bin in SITE or beside it, as when SITE is served from the disk. So is
 * gatehouse.json. OPTIONS are any of Gatehouse's own; the command line of the executable comes after them.
 */
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { parseCommandLine } from "../lib/options/mod.ts";
import { makeExecutable, type Part } from "./executable.ts";

const USAGE =
  "usage: deno task pack SITE -o FILE [--cgi-dir DIR | --no-cgi] [--target TARGET] [-- OPTIONS…]";

/** A fault of the command line. */
class UsageError extends Error {}

interface Asked {
  readonly site: string;
  readonly scripts: string | null;
  readonly output: string;
  readonly target: string | undefined;
  /** For the executable. */
  readonly options: readonly string[];
}

function readCommandLine(args: readonly string[]): Asked {
  const end = args.indexOf("--");
  const own = end < 0 ? [...args] : args.slice(0, end);
  const options = end < 0 ? [] : args.slice(end + 1);
  const { values, positionals } = parseArgs({
    args: own,
    allowPositionals: true,
    options: {
      "cgi-dir": { type: "string" },
      "no-cgi": { type: "boolean" },
      output: { type: "string", short: "o" },
      target: { type: "string" },
    },
  });
  const [site, ...more] = positionals;
  if (site === undefined || more.length > 0) throw new UsageError(USAGE);
  if (values.output === undefined) {
    throw new UsageError(`-o is missing\n${USAGE}`);
  }
  checkOptions(options);
  const here = Deno.env.get("INIT_CWD") ?? Deno.cwd();
  const place = folder(resolve(here, site), "SITE");
  const chosen = values["cgi-dir"];
  return {
    site: place,
    scripts: values["no-cgi"]
      ? null
      : chosen === undefined
      ? findScripts(place)
      : folder(resolve(here, chosen), "--cgi-dir"),
    output: resolve(here, values.output),
    target: values.target,
    options,
  };
}

function checkOptions(options: readonly string[]): void {
  const { faults, words } = parseCommandLine(options);
  if (faults.length > 0) throw new UsageError(faults.join("\n"));
  if (words.length > 0) {
    throw new UsageError(
      `what is packed is SITE; ${JSON.stringify(words[0])} is no option`,
    );
  }
}

function folder(path: string, what: string): string {
  if (!is(path, "isDirectory")) {
    throw new UsageError(`${what}: there is no folder ${path}`);
  }
  return Deno.realPathSync(path);
}

function is(path: string, kind: "isDirectory" | "isFile"): boolean {
  try {
    return Deno.statSync(path)[kind];
  } catch {
    return false;
  }
}

const SCRIPT_FOLDERS = ["cgi-bin", "htbin", "ht-bin"];

function findScripts(site: string): string | null {
  for (const name of SCRIPT_FOLDERS) {
    for (const place of [site, dirname(site)]) {
      const path = join(place, name);
      if (is(path, "isDirectory")) return Deno.realPathSync(path);
    }
  }
  return null;
}

/** What goes where inside; see `lib/site/pack.ts`. */
function parts({ site, scripts, output, options }: Asked): Part[] {
  const config = join(dirname(site), "gatehouse.json");
  const ownConfig = is(join(site, "gatehouse.json"), "isFile");
  const isOutput = (path: string) => path === output;
  return [
    {
      from: site,
      to: "packed/site",
      leaveOut: unserved(site, output, options),
    },
    ...(scripts === null
      ? []
      : [{ from: scripts, to: "packed/cgi-bin", leaveOut: isOutput }]),
    ...(ownConfig || !is(config, "isFile")
      ? []
      : [{ from: config, to: "packed/gatehouse.json" }]),
  ];
}

/** Security: what would not be served is not packed either: hidden files, and scripts. */
function unserved(
  site: string,
  output: string,
  options: readonly string[],
): (path: string, name: string) => boolean {
  const { hidden, cgiExt } = parseCommandLine(options).values;
  return (path, name) => {
    if (path === output) return true;
    if (SCRIPT_FOLDERS.some((name) => path === join(site, name))) return true;
    if (cgiExt.some((extension) => name.toLowerCase().endsWith(extension))) {
      console.error(
        `left out: ${path} is a script among the files, which cannot run from inside; move it into cgi-bin`,
      );
      return true;
    }
    return !hidden && name.startsWith(".") &&
      path !== join(site, ".well-known");
  };
}

async function main(args: string[]): Promise<void> {
  const asked = readCommandLine(args);
  const { output, options, target, site, scripts } = asked;
  const files = await makeExecutable({
    output,
    target,
    parts: parts(asked),
    texts: { "packed/options.json": JSON.stringify(options) },
  });
  const { size } = await Deno.stat(output).catch(() => ({ size: 0 }));
  const what = scripts === null
    ? site
    : `${site} and the scripts of ${scripts}`;
  console.log(
    `${output}: ${files - 1} files of ${what}, ${Math.round(size / 1e6)} MB`,
  );
}

if (import.meta.main) {
  try {
    await main(Deno.args);
  } catch (error) {
    console.error(`pack: ${error instanceof Error ? error.message : error}`);
    const usage = error instanceof UsageError ||
      error instanceof TypeError && "code" in error;
    Deno.exit(usage ? 2 : 1);
  }
}
