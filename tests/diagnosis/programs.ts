import { SCRIPT_PATH } from "./run_alone.ts";

/** What these tests can use of this machine. */
export interface Programs {
  /** Names of programs, and `python3.N` for every version up to that of the newest Python 3. */
  readonly found: ReadonlySet<string>;
  /** A PATH on which the newest Python 3 is `python3`. */
  readonly path: string;
}

const NAMES = [
  "perl",
  "php",
  "php-cgi",
  "node",
  "bash",
  "python3",
  "ruby",
  "awk",
];

/** Looks for interpreters, and for the newest Python 3 that is installed anywhere usual. */
export function findPrograms(): Programs {
  const python = newestPython();
  const deno = Deno.execPath().replace(/\/[^/]*$/, "");
  const path = [python?.folder, SCRIPT_PATH, deno].filter(Boolean).join(":");
  const found = new Set(NAMES.filter((name) => isOn(path, name)));
  if (isOn(deno, "deno")) found.add("deno");
  for (let minor = 0; minor <= (python?.minor ?? -1); minor++) {
    found.add(`python3.${minor}`);
  }
  if (/dash|busybox/.test(realPath("/bin/sh"))) found.add("dash");
  return { found, path };
}

interface Python {
  readonly folder: string;
  readonly minor: number;
}

function newestPython(): Python | null {
  const home = Deno.env.get("HOME") ?? "/";
  const folders = [
    ...SCRIPT_PATH.split(":"),
    ...entries(`${home}/.pyenv/versions`).map((name) =>
      `${home}/.pyenv/versions/${name}/bin`
    ),
  ];
  const pythons = folders.filter((folder) => isOn(folder, "python3")).map(
    (folder) => ({
      folder,
      minor: Math.max(
        ...entries(folder).map((name) =>
          Number(/^python3\.(\d+)$/.exec(name)?.[1] ?? -1)
        ),
      ),
    }),
  );
  return pythons.toSorted((one, other) => other.minor - one.minor)[0] ?? null;
}

function entries(folder: string): string[] {
  try {
    return [...Deno.readDirSync(folder)].map(({ name }) => name);
  } catch {
    return [];
  }
}

function isOn(path: string, name: string): boolean {
  return path.split(":").some((folder) => realPath(`${folder}/${name}`) !== "");
}

function realPath(path: string): string {
  try {
    return Deno.realPathSync(path);
  } catch {
    return "";
  }
}
