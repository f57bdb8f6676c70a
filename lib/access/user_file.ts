import { parseUsers, type Users } from "./htpasswd.ts";

/** The users of a file, as it is now. The one file of this slice that touches files. */
export interface UserFile {
  /** Throws what the system throws where the file cannot be read. */
  users(): Users;
}

/** How long a file is believed not to have changed, in milliseconds. */
const FRESH = 1_000;

/** Reads a file of users when it is first needed, and again when it has changed. */
export function userFile(path: string): UserFile {
  let users: Users | null = null;
  let version = "";
  let looked = -FRESH;
  return {
    users() {
      const now = performance.now();
      if (users && now - looked < FRESH) return users;
      const { mtime, size, ino } = Deno.statSync(path);
      const seen = `${mtime?.getTime()} ${size} ${ino}`;
      if (!users || seen !== version) {
        users = parseUsers(Deno.readTextFileSync(path));
        version = seen;
      }
      looked = now;
      return users;
    },
  };
}
