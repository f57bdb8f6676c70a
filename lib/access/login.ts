import { HttpError } from "../http/error.ts";
import type { Address, Exchange, Login } from "../http/exchange.ts";
import { basicChallenge, type Credentials, parseBasic } from "./credentials.ts";
import type { Users } from "./htpasswd.ts";
import { parseIp } from "../http/network.ts";
import { checkPassword } from "./password.ts";
import { createStepper } from "./steps.ts";
import { createThrottle } from "./throttle.ts";
import type { UserFile } from "./user_file.ts";
import { createVerified } from "./verified.ts";

/** Finds out who asks, by a file of users. Throws `HttpError` 401, 429 or 503. */
export type CheckLogin = (
  exchange: Exchange,
  file: UserFile,
  realm: string,
) => Login | Promise<Login>;

/** So many logins may wait to be checked; the rest is told to come again. */
const MOST_WAITING = 64;

/** Makes the check of logins (RFC 7617) that all paths of a thread share. */
export function loginCheck(): CheckLogin {
  const verified = createVerified();
  const throttle = createThrottle();
  const stepper = createStepper();

  /** The same login asked for several times at once, as by the parts of a page, is checked once. */
  const pending = new Map<string, Promise<boolean>>();

  async function isRight(
    { password }: Credentials,
    hash: string | undefined,
    users: Users,
  ): Promise<boolean> {
    if (stepper.waiting >= MOST_WAITING) throw busy();
    // Security: a name that nobody has takes as long as one that somebody has.
    const [somebody = ""] = users.hashes.values();
    const right = await stepper.run(checkPassword(password, hash ?? somebody));
    return right && hash !== undefined;
  }

  async function prove(
    client: Address,
    credentials: Credentials,
    key: string,
    hash: string | undefined,
    users: Users,
  ): Promise<boolean> {
    const who = throttleKey(client, credentials.user);
    const pause = throttle.wait(who, performance.now());
    if (pause > 0) throw tooMany(pause);
    // Security: counted beforehand, since many at once must not all be free.
    throttle.failed(who, performance.now());
    if (!await isRight(credentials, hash, users)) return false;
    throttle.succeeded(who);
    verified.add(key, performance.now());
    return true;
  }

  async function check(
    exchange: Exchange,
    credentials: Credentials,
    key: string,
    hash: string | undefined,
    users: Users,
  ): Promise<boolean> {
    const before = pending.get(key);
    if (before) return await before;
    const proof = prove(exchange.client, credentials, key, hash, users);
    pending.set(key, proof);
    try {
      return await proof;
    } finally {
      pending.delete(key);
    }
  }

  return (exchange, file, realm) => {
    const users = file.users();
    const credentials = parseBasic(exchange.fields.get("authorization"));
    if (credentials === null) throw unauthorized(realm);
    const { user, password } = credentials;
    const hash = users.hashes.get(user);
    const login: Login = { user, scheme: "Basic" };
    const encoder = new TextEncoder();
    const proof = [encoder.encode(user), password, encoder.encode(hash)];
    const key = verified.keyOf(proof);
    if (hash !== undefined && verified.has(key, performance.now())) {
      return login;
    }
    return check(exchange, credentials, key, hash, users).then((right) => {
      if (right) return login;
      exchange.note("warning", "a login was refused", { user });
      throw unauthorized(realm);
    });
  };
}

function unauthorized(realm: string): HttpError {
  return new HttpError(401, "This needs a name and a password.", {
    fields: [["www-authenticate", basicChallenge(realm)]],
  });
}

function tooMany(pause: number): HttpError {
  return new HttpError(429, "Too many wrong passwords; wait a little.", {
    fields: [["retry-after", String(Math.ceil(pause / 1_000))]],
  });
}

function busy(): HttpError {
  return new HttpError(503, "Too many logins at once; try again soon.", {
    fields: [["retry-after", "2"]],
  });
}

/**
 * Who is slowed down. Security: one network of IPv6 holds more addresses than could be told apart, so its first
 * 64 bits count; behind a Unix socket clients have no address, and a name stands for it.
 */
function throttleKey({ transport, hostname }: Address, user: string): string {
  if (transport === "unix") return `user ${user}`;
  const bytes = parseIp(hostname);
  return bytes?.length === 16 ? bytes.subarray(0, 8).join(" ") : hostname;
}
