import type { Finding } from "./finding.ts";

/** What came of asking for a script. */
export interface Answer {
  readonly status: number;
  /** Length of the content that was read, in bytes. */
  readonly length: number;
  /** How long until the header was there, in milliseconds. */
  readonly duration: number;
}

const SLOW = 3_000;

/** Judges the answer to a GET. Pure. */
export function judgeAnswer(
  { status, length, duration }: Answer,
): Omit<Finding, "path" | "url">[] {
  const findings: Omit<Finding, "path" | "url">[] = [];
  if (status >= 500) {
    findings.push({
      severity: "error",
      cause: "answers-with-error",
      sentence: `It answers a GET with the status ${status}.`,
      evidence: [],
      remedy: { text: "See what it writes on standard error." },
    });
  } else if (status >= 400) {
    findings.push({
      severity: "note",
      cause: "answers-with-refusal",
      sentence: `It answers a GET without a query with the status ${status}.`,
      evidence: [],
      remedy: { text: "That is right if it wants a query or a form." },
    });
  } else if (status === 200 && length === 0) {
    findings.push({
      severity: "warning",
      cause: "answers-with-nothing",
      sentence: "It answers a GET with a header and no content.",
      evidence: [],
      remedy: { text: "Let it print something, or `Status: 204 No Content`." },
    });
  }
  if (duration >= SLOW) {
    findings.push({
      severity: "warning",
      cause: "answers-slowly",
      sentence: `Its answer begins after ${(duration / 1000).toFixed(1)} s.`,
      evidence: [],
      remedy: { text: "See what it waits for." },
    });
  }
  return findings;
}
