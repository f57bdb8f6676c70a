import { HttpError } from "../http/error.ts";
import type { Exchange, Login } from "../http/exchange.ts";
import { loginCheck } from "./login.ts";
import { isWithin, type Network, parseNetwork } from "../http/network.ts";
import { byPath, covering } from "./path.ts";
import { type UserFile, userFile } from "./user_file.ts";

export { parseNetwork } from "../http/network.ts";
export { acceptedHosts, type HostOptions, hostRule } from "./host.ts";

/** Who may come to a path and all below it. */
export interface AddressRule {
  /** Such as `/` or `/private/`. */
  readonly path: string;
  /** Networks, such as `10.0.0.0/8`, `::1` or `unix`; where there are any, all others are refused. */
  readonly allow?: readonly string[];
  /** Networks that are refused, whatever is allowed. */
  readonly deny?: readonly string[];
}

/** Whose name and password opens a path and all below it. */
export interface UserRule {
  /** Such as `/` or `/private/`. */
  readonly path: string;
  /** A file as `htpasswd` writes it. */
  readonly file: string;
  /** What the client tells its user that the password is for (RFC 9110 §11.5). */
  readonly realm?: string;
}

/** Who may come, and who must say who they are. */
export interface AccessOptions {
  /** All that cover a path count. */
  readonly addresses?: readonly AddressRule[];
  /** Of several for a path the deepest counts. */
  readonly users?: readonly UserRule[];
}

/** What stands between a client and the mounts. */
export interface Access {
  /** Refuses clients by their address, before anything else is done for them. Throws `HttpError` 403. */
  admit(exchange: Exchange): void;
  /** Who is logged in, or `null` where nobody has to be. Throws `HttpError` 401, 429 or 503. */
  login(exchange: Exchange): Login | null | Promise<Login | null>;
  /** What is wrong with the files of users, a sentence each, for the start message. */
  faults(): string[];
}

/** Makes the rules of access of one serving thread. Throws `RangeError` for what is no network. */
export function accessRules(options: AccessOptions): Access {
  const addresses = byPath((options.addresses ?? []).map(readRule));
  const users = byPath(
    (options.users ?? []).map((rule) => ({
      ...rule,
      users: userFile(rule.file),
    })),
  );
  const check = loginCheck();
  return {
    admit({ client, target }) {
      for (const { allow, deny } of covering(addresses, target.segments)) {
        const refused = isWithin(client, deny) ||
          (allow.length > 0 && !isWithin(client, allow));
        if (refused) throw new HttpError(403, "You may not come here.");
      }
    },
    login(exchange) {
      const [rule] = covering(users, exchange.target.segments);
      if (rule === undefined) return null;
      return check(exchange, readable(rule.users, rule.file), realmOf(rule));
    },
    faults: () => users.flatMap(({ value }) => faultsOf(value)),
  };
}

function realmOf({ realm, path }: UserRule): string {
  return realm ?? path;
}

interface ReadRule {
  readonly path: string;
  readonly allow: readonly Network[];
  readonly deny: readonly Network[];
}

function readRule({ path, allow = [], deny = [] }: AddressRule): ReadRule {
  return { path, allow: allow.map(parseNetwork), deny: deny.map(parseNetwork) };
}

/** Security: what cannot be checked is not let pass. */
function readable(file: UserFile, path: string): UserFile {
  return {
    users() {
      try {
        return file.users();
      } catch (cause) {
        throw new HttpError(500, "Nobody can log in at present.", {
          cause: new Error(`${path} cannot be read`, { cause }),
        });
      }
    },
  };
}

function faultsOf({ file, users }: UserRule & { users: UserFile }): string[] {
  try {
    const { hashes, faults } = users.users();
    const empty = hashes.size === 0 ? [`${file}: it names nobody`] : [];
    return [...faults.map((fault) => `${file}: ${fault}`), ...empty];
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return [`${file} cannot be read: ${why}`];
  }
}
