import { ACCESS_ROWS } from "./access_rows.ts";
import { OPERATION } from "./operation.ts";
import { flag, many, one, type Row } from "./row.ts";
import { parseDuration, parseSize, parseWords } from "./units.ts";
import {
  integer,
  readEnv,
  readExtensions,
  readHeader,
  readInterpreter,
  readMime,
  readMount,
  text,
} from "./values.ts";

/** Every option. The key is its name: `cgiDir` is `--cgi-dir` on the command line and in `gatehouse.json`. */
export const OPTIONS = {
  ...ACCESS_ROWS,
  port: one(
    "serving",
    "N",
    integer(0, 65535),
    8000,
    "port to listen on; 0 takes a free one (8000)",
    { short: "p", common: true },
  ),
  host: one(
    "serving",
    "ADDRESS",
    text,
    "127.0.0.1",
    "address; 0.0.0.0 is for the network (127.0.0.1)",
    { common: true },
  ),
  index: one(
    "serving",
    "NAMES",
    parseWords,
    null,
    "for a folder (index.html,index.htm,index.cgi)",
    { common: true },
  ),
  noListing: flag("serving", "never list a folder that has no index", {
    common: true,
  }),
  config: one(
    "serving",
    "FILE",
    text,
    null,
    "options as JSON (gatehouse.json beside ROOT)",
    { common: true },
  ),

  cgiDir: one(
    "scripts",
    "DIR",
    text,
    null,
    "scripts, at /cgi-bin/ (cgi-bin, in ROOT or beside)",
    { common: true },
  ),
  noCgi: flag("scripts", "run no scripts", { common: true }),
  mount: many(
    "scripts",
    "PATH=FILE",
    readMount,
    "run a program, or a folder of scripts, at a path",
    { common: true },
  ),
  cgiExt: one(
    "scripts",
    "LIST",
    readExtensions,
    [".cgi"],
    "extensions of scripts anywhere in ROOT (.cgi)",
    { common: true },
  ),
  interpreter: many(
    "scripts",
    ".EXT=COMMAND",
    readInterpreter,
    "what runs a script that is not executable itself",
    { common: true },
  ),
  fallbackScript: one(
    "scripts",
    "FILE",
    text,
    null,
    "script that answers whatever is not there",
  ),
  env: many("scripts", "NAME=VALUE", readEnv, "a variable for every script", {
    secret: true,
  }),
  passEnv: many(
    "scripts",
    "NAME",
    text,
    "a variable of the server's own for every script",
  ),
  data: one(
    "scripts",
    "DIR",
    text,
    null,
    "folder that scripts may write to, as GATEHOUSE_DATA (data beside the script folder)",
  ),
  cgiTimeout: one(
    "scripts",
    "TIME",
    parseDuration,
    300_000,
    "how long a script may take in all; 0 is for ever (5m)",
  ),
  cgiSilence: one(
    "scripts",
    "TIME",
    parseDuration,
    60_000,
    "how long a script may be silent; 0 is for ever (60s)",
  ),
  cgiGrace: one(
    "scripts",
    "TIME",
    parseDuration,
    2_000,
    "time between TERM and KILL for a script that is ended (2s)",
  ),
  maxScripts: one(
    "scripts",
    "N",
    integer(1, 100_000),
    32,
    "how many scripts may run at once (32)",
  ),
  maxQueue: one(
    "scripts",
    "N",
    integer(0, 1_000_000),
    256,
    "how many requests may wait for their turn (256)",
  ),
  maxClientScripts: one(
    "scripts",
    "N",
    integer(0, 100_000),
    null,
    "how many for one client; 0 is any number (3/4 of --max-scripts)",
  ),
  maxBody: one(
    "scripts",
    "SIZE",
    parseSize,
    0,
    "largest content of a request to a script; 0 is any (0)",
  ),
  cgiPassAuth: flag("scripts", "give scripts the Authorization field"),
  cgiArgs: flag(
    "scripts",
    "give a query without = to scripts as arguments (RFC 3875 §4.4)",
  ),
  cgiUser: one("scripts", "NAME", text, null, "run scripts as another user"),
  sendfile: many(
    "scripts",
    "DIR",
    text,
    "folder from which a script may have files sent (X-Sendfile)",
  ),
  allowBat: flag("scripts", "run .bat and .cmd files (Windows)"),

  cache: one(
    "files",
    "TIME",
    parseDuration,
    null,
    "how long browsers keep files (they always ask)",
    { common: true },
  ),
  spa: flag("files", "answer unknown pages with ROOT/index.html", {
    common: true,
  }),
  cors: flag("files", "let pages of other origins read everything", {
    common: true,
  }),
  cleanUrls: flag("files", "serve /about from about.html"),
  header: many(
    "files",
    "'NAME: VALUE'",
    readHeader,
    "a field for every response",
  ),
  mime: many("files", ".EXT=TYPE", readMime, "a media type of your own"),
  hidden: flag("files", "serve files whose name begins with a dot"),
  followLinks: flag("files", "follow links that lead out of ROOT"),
  noCompress: flag("files", "send nothing compressed"),
  cacheSize: one(
    "files",
    "SIZE",
    parseSize,
    64 * 1024 ** 2,
    "memory for small files and their compressed forms (64MiB)",
  ),
  ...OPERATION,
} as const satisfies Readonly<Record<string, Row<never> | Row<unknown>>>;

/** The name of an option in the table. */
export type OptionName = keyof typeof OPTIONS;

/** The value of each option. */
export type OptionValues = {
  -readonly [Name in OptionName]: (typeof OPTIONS)[Name] extends Row<infer T>
    ? T
    : never;
};

/** `cgiDir` → `cgi-dir`. */
export function optionFlag(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => "-" + letter.toLowerCase());
}
