import type { Cause, Evidence } from "./cause.ts";
import {
  FIELD,
  type FindByOutput,
  isBadName,
  isMalformed,
  KNOWN_FIELD,
  type Output,
  outputCause as cause,
} from "./reading.ts";
import type { FailedRun } from "./run.ts";
import { lastWords } from "./last_words.ts";
import { quote } from "./text.ts";

/** What may be wrong with the fields of a script's header (RFC 3875 §6.3). */
export const FIELD_CAUSES: readonly Cause[] = [
  cause(
    "folded-header",
    ({ header, odd }) =>
      odd > 0 && /^[ \t]+\S/.test(header[odd] ?? "")
        ? {
          sentence: "A field of the header goes on in a second line.",
          evidence: [
            `line ${odd + 1} of the output is ${quote(header[odd] ?? "")}`,
          ],
          remedy: { text: "Write each field in one line (RFC 9112 §5.2)." },
        }
        : null,
  ),
  cause(
    "bad-field-name",
    ({ header, odd }) =>
      odd >= 0 && isBadName(header[odd] ?? "")
        ? {
          sentence: `${
            quote(header[odd]?.split(":")[0] ?? "")
          } cannot be the name of a field.`,
          evidence: [
            `line ${odd + 1} of the output is ${quote(header[odd] ?? "")}`,
          ],
          remedy: {
            text:
              "Names have letters, digits and hyphens, and the colon follows at once: `Content-Type: text/html`.",
          },
        }
        : null,
  ),
  cause("malformed-field", malformed),
  cause("header-not-ended", notEnded),
  cause("bad-field-value", badValue),
  cause("bad-status", badStatus),
  cause("bad-location", badLocation),
  cause("field-twice", fieldTwice),
  cause("no-content-type", noContentType),
];

function malformed({ header, odd }: Output): ReturnType<FindByOutput> {
  const line = header[odd] ?? "";
  if (odd < 0 || !isMalformed(line)) return null;
  const quoted = /^[ \t]*["'“”‘’„]/.test(line);
  return {
    sentence: quoted
      ? "Quotation marks stand around a field."
      : "A colon is missing after the name of a field.",
    evidence: [`line ${odd + 1} of the output is ${quote(line)}`],
    remedy: { text: "Write it so: `Content-Type: text/html; charset=utf-8`." },
  };
}

function notEnded(
  { header, ended, odd, text }: Output,
  evidence: Evidence,
  run: FailedRun,
): ReturnType<FindByOutput> {
  const line = header[odd] ?? "";
  if (odd > 0 && (/^[ \t]+\S/.test(line) || isBadName(line))) return null;
  if (odd > 0 && isMalformed(line)) return null;
  if (odd === 0 || (odd < 0 && (ended || text === ""))) return null;
  // It gave up in the midst of its header, and says why.
  if (odd < 0 && run.exitCode && lastWords(evidence) !== null) return null;
  if (/\\n/.test(header[0] ?? "")) return null;
  const long = odd < 0 && run.output.length >= 4096;
  const blank = odd > 0 && line.trim() === "";
  return {
    sentence: blank
      ? "The line that should end the header looks empty, and holds spaces."
      : long
      ? "No empty line ends the header within the first 4 KiB."
      : "No empty line ends the header.",
    evidence: [
      odd > 0
        ? `line ${odd + 1} of the output is neither a field nor empty: ${
          quote(line)
        }`
        : `the output ends after ${header.length} field${
          header.length === 1 ? "" : "s"
        }`,
    ],
    remedy: {
      text: blank
        ? "Take the spaces out of it."
        : "Print an empty line after the last field.",
    },
  };
}

function badValue({ header, ended }: Output): ReturnType<FindByOutput> {
  const line = header.findIndex((text) =>
    // deno-lint-ignore no-control-regex
    FIELD.test(text) && /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\r(?!$)/.test(text)
  );
  if (line < 0 || !ended) return null;
  return {
    sentence: "A field of the header holds a control character.",
    evidence: [
      `line ${line + 1} of the output is ${quote(header[line] ?? "")}`,
    ],
    remedy: {
      text:
        "Encode what goes into a field; take care that it does not come from the request as it is.",
    },
  };
}

function valueOf({ header }: Output, name: string): string | undefined {
  return header.find((line) => line.toLowerCase().startsWith(name + ":"))
    ?.slice(name.length + 1).trim();
}

function badStatus(output: Output): ReturnType<FindByOutput> {
  const status = valueOf(output, "status");
  if (output.odd >= 0 || status === undefined) return null;
  const code = Number(/^(\d{3})(?: |$)/.exec(status)?.[1]);
  if (code >= 200 && code <= 599) return null;
  return {
    sentence: `${quote(status)} is not a status.`,
    evidence: [`a line of the header is ${quote("Status: " + status)}`],
    remedy: {
      text: `Write three digits and a reason, 200 to 599: \`Status: ${
        meant(status)
      }\`.`,
    },
  };
}

const REASONS = [
  "200 OK",
  "201 Created",
  "204 No Content",
  "301 Moved Permanently",
  "302 Found",
  "400 Bad Request",
  "401 Unauthorized",
  "403 Forbidden",
  "404 Not Found",
  "500 Internal Server Error",
];

/** The status that somebody may have meant who wrote its reason alone. */
function meant(status: string): string {
  const reason = status.replace(/^\D*\d*\s*/, "") || status;
  return REASONS.find((one) =>
    one.slice(4).toLowerCase() === reason.toLowerCase()
  ) ??
    "404 Not Found";
}

function badLocation(output: Output): ReturnType<FindByOutput> {
  const location = valueOf(output, "location");
  if (output.odd >= 0 || location === undefined) return null;
  if (/^(?:[a-z][a-z\d+.-]*:|\/)[\x21-\x7e]*$/i.test(location)) return null;
  return {
    sentence: `${quote(location)} is no address that can be gone to.`,
    evidence: [`a line of the header is ${quote("Location: " + location)}`],
    remedy: {
      text:
        "Write an absolute path or URL, with spaces and letters beyond ASCII percent-encoded.",
    },
  };
}

function fieldTwice(output: Output): ReturnType<FindByOutput> {
  if (output.odd >= 0) return null;
  const names = ["content-type", "status", "location"];
  const name = names.find((name) =>
    output.header.filter((line) => line.toLowerCase().startsWith(name + ":"))
      .length > 1
  );
  if (name === undefined) return null;
  return {
    sentence: `The header has the field \`${name}\` twice.`,
    evidence: output.header.filter((line) =>
      line.toLowerCase().startsWith(name + ":")
    ).map((line) => `a line of the header is ${quote(line)}`),
    remedy: { text: "Print it once." },
  };
}

function noContentType(output: Output): ReturnType<FindByOutput> {
  if (output.odd >= 0 || !output.ended) return null;
  if (KNOWN_FIELD.test(output.header.join("\n"))) {
    const bodiless = /^(?:204|304|3\d\d)/.test(valueOf(output, "status") ?? "");
    if (valueOf(output, "content-type") !== undefined) return null;
    if (valueOf(output, "location") !== undefined || bodiless) return null;
  }
  const misspelt = output.header.map((line) => line.split(":")[0] ?? "")
    .find((name) => /^con?[tent]{2,6}[-_]?t[yi]{1,2}pe?s?$/i.test(name));
  return {
    sentence: "The header does not say what the content is.",
    evidence: output.header.slice(0, 3).map((line) =>
      `a line of the header is ${quote(line)}`
    ),
    remedy: {
      text: misspelt
        ? `Write \`Content-Type\` instead of ${quote(misspelt)}.`
        : "Add `Content-Type: text/html; charset=utf-8`.",
    },
  };
}
