import { many, one } from "./row.ts";
import { parseInteger, parsePair, parseWords } from "./units.ts";
import { readHost } from "./values.ts";

/** An application that runs by itself, and what is asked of it. */
export interface ApplicationOption {
  /** An extension such as `.php`, or a path such as `/app/`. */
  readonly key: string;
  /** Such as `127.0.0.1:9000` or `unix:/run/php.sock`; several take turns. */
  readonly addresses: readonly string[];
}

/** A path, and the file of those who may come there. */
export interface UsersOption {
  /** Begins and ends with `/`. */
  readonly path: string;
  /** As `htpasswd` writes it. */
  readonly file: string;
}

/** Options on who may come, and on applications that answer. */
export const ACCESS_ROWS = {
  fastcgi: many(
    "scripts",
    "KEY=ADDRESS",
    readApplication,
    "let a FastCGI application answer for an extension or a path",
  ),
  scgi: many(
    "scripts",
    "KEY=ADDRESS",
    readApplication,
    "the same for an SCGI application",
  ),
  mountScripts: many(
    "scripts",
    "PATH=N",
    readMountScripts,
    "how many of them at a path, so that others find room (--max-scripts)",
  ),
  allowHost: many(
    "operation",
    "NAME",
    readHost,
    "name to answer to besides localhost, *.NAME for all below it, * for any",
  ),
  allow: one(
    "operation",
    "NETWORKS",
    readNetworks,
    null,
    "who alone may come, such as 10.0.0.0/8,::1",
  ),
  deny: one(
    "operation",
    "NETWORKS",
    readNetworks,
    null,
    "who may not come",
  ),
  users: many(
    "operation",
    "PATH=FILE",
    readUsers,
    "who may come to a path, by an htpasswd file",
  ),
} as const;

function readApplication(word: string): ApplicationOption {
  const [key, list] = parsePair(word, "KEY=ADDRESS");
  const addresses = parseWords(list);
  if (!/^(?:\.\w+|\/|\/.*\/)$/.test(key) && !key.startsWith("/")) {
    throw new RangeError("begins with neither an extension nor a path");
  }
  const wrong = addresses.find((address) =>
    !/^(?:unix:.+|.+:\d{1,5})$/.test(address)
  );
  if (wrong !== undefined || addresses.length === 0) {
    throw new RangeError(
      "has no address such as 127.0.0.1:9000 or unix:/run/app.sock",
    );
  }
  const isPath = key.startsWith("/");
  return { key: isPath && !key.endsWith("/") ? `${key}/` : key, addresses };
}

/** How many scripts may run at once at a path. */
export interface MountScriptsOption {
  /** Begins and ends with `/`. */
  readonly mount: string;
  readonly most: number;
}

function readMountScripts(word: string): MountScriptsOption {
  const [path, count] = parsePair(word, "PATH=N");
  if (!path.startsWith("/")) throw new RangeError("does not begin with /");
  const mount = path.endsWith("/") ? path : `${path}/`;
  return { mount, most: parseInteger(count, 1, 100_000) };
}

function readNetworks(words: string): readonly string[] {
  const networks = parseWords(words);
  const wrong = networks.find((word) =>
    !/^(?:unix|[\d.]+(?:\/\d{1,2})?|[\da-f:.]*:[\da-f:.]*(?:\/\d{1,3})?)$/i
      .test(word)
  );
  if (wrong !== undefined || networks.length === 0) {
    throw new RangeError("is not a list of networks such as 10.0.0.0/8,::1");
  }
  return networks;
}

function readUsers(word: string): UsersOption {
  const [path, file] = parsePair(word, "PATH=FILE");
  if (!path.startsWith("/")) throw new RangeError("does not begin with /");
  if (file === "") throw new RangeError("names no file");
  return { path: path.endsWith("/") ? path : `${path}/`, file };
}
