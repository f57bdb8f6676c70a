import type { Reply } from "./exchange.ts";
import { formatDate, parseDate } from "./fields.ts";

/** The latest time that a reply has left at, in milliseconds since the epoch. */
let latest = 0;
/** How far behind that the clock may be before it counts as set back; the platform writes whole seconds. */
const LEAST = 1_000;

/**
 * A reply as it is to leave at a time (`now`, in milliseconds since the epoch): as it is, but where the clock has been
 * set back. The platform writes a Date no earlier than the one before, and would send the same until the clock has
 * caught up. So until then the server sends its own (RFC 9110 §6.6.1), and no Last-Modified after it (§8.8.2.1).
 */
export function dated(reply: Reply, now: number = Date.now()): Reply {
  if (now >= latest) latest = now;
  if (latest - now <= LEAST) return reply;
  const date = formatDate(now);
  const fields: [string, string][] = [];
  let own = false;
  for (const [name, value] of reply.fields) {
    const lower = name.toLowerCase();
    own ||= lower === "date";
    const late = lower === "last-modified" && (parseDate(value) ?? 0) > now;
    fields.push([name, late ? date : value]);
  }
  return { ...reply, fields: own ? fields : [...fields, ["date", date]] };
}
