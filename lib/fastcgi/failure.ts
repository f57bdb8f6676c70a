import { contentMissing } from "../gateway/content.ts";
import type { Denial } from "../gateway/limits.ts";
import type { UnreadableHeader } from "../gateway/response.ts";
import type { Script } from "../gateway/script.ts";
import { HttpError } from "../http/error.ts";
import type { Call } from "./call.ts";
import { Unreachable } from "./pool.ts";

/** Turns what was wrong with an answer into the refusal that the client sees; the cause is for the log. */
export function failureOf(
  call: Call,
  address: string,
  script: Script,
  problem: UnreadableHeader,
): HttpError {
  if (call.ended === "client") return new HttpError(499, "The client left.");
  if (call.ended === "server") {
    return new HttpError(503, "The server is about to stop.");
  }
  if (call.ended === "content") return contentMissing();
  const late = LATE[call.ended ?? ""];
  const why = late ?? call.refusal ?? faultOf(call) ?? problem.message;
  const stderr = call.stderr.tail().trim();
  const cause = new Error(
    `${script.file} at ${address}: ${why}${stderr && `\n${stderr}`}`,
  );
  if (late) {
    return new HttpError(504, "The application took too long.", { cause });
  }
  return call.refusal === "overloaded" || call.refusal === "one at a time"
    ? busy("The application is busy; try again soon.", cause)
    : new HttpError(502, "The application gave no answer that can be read.", {
      cause,
    });
}

const LATE: Readonly<Record<string, string>> = {
  time: "it took longer than it may",
  silence: "it was silent longer than it may be",
};

function faultOf({ fault }: Call): string | null {
  if (fault === null) return null;
  return fault instanceof Error ? fault.message : String(fault);
}

function busy(message: string, cause?: unknown): HttpError {
  return new HttpError(503, message, { cause, fields: [["retry-after", "5"]] });
}

/** What the client is told where there is no place for its request. */
export function noPlace(denial: Denial): HttpError {
  return denial === "full"
    ? busy("Too many requests are under way; try again soon.")
    : new HttpError(499, "The client left.");
}

/** What the client is told where no address could be reached; other faults stay what they are. */
export function unreachable(error: unknown): unknown {
  if (!(error instanceof Unreachable)) return error;
  return error.late
    ? new HttpError(504, "The application does not answer.", { cause: error })
    : new HttpError(502, "The application cannot be reached.", {
      cause: error,
    });
}
