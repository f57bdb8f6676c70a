import type { Telling } from "./pattern.ts";

/** Where a meta-variable comes from that only some requests have (RFC 3875 §4.1); `null` for what is none. */
function fieldOf(name: string): string | null {
  if (/^HTTP_/.test(name)) {
    const field = name.slice(5).toLowerCase().replaceAll("_", "-");
    return `it is the field \`${field}\` of the request, which is not there`;
  }
  if (name === "CONTENT_LENGTH" || name === "CONTENT_TYPE") {
    return "only a request with content has it, such as a form that is sent by POST";
  }
  if (name === "PATH_INFO" || name === "PATH_TRANSLATED") {
    return "only a request with a path behind the script's own has it";
  }
  return name === "REMOTE_USER" || name === "AUTH_TYPE"
    ? "only a visitor who has logged in has it (`--users`)"
    : null;
}

/** How scripts do without a variable that is not set. */
function without(name: string): string {
  return name === "CONTENT_LENGTH"
    ? '`int(os.environ.get("CONTENT_LENGTH") or 0)` in Python, `${CONTENT_LENGTH:-0}` in a shell'
    : `\`os.environ.get("${name}", "")\` in Python, \`\${${name}:-}\` in a shell, \`ENV["${name}"].to_s\` in Ruby`;
}

/** What is said of a variable that the script expects and does not get, in any language. */
export function missingVariable(
  name: string,
  evidence: readonly string[] = [],
): Telling {
  const field = fieldOf(name);
  if (field !== null) {
    return {
      sentence:
        `The script wants \`${name}\`, which this request does not give it.`,
      evidence: [...evidence, field],
      remedy: { text: `Let it do without: ${without(name)}.` },
    };
  }
  return {
    sentence:
      `The script wants the environment variable \`${name}\`, which it does not get.`,
    evidence: [
      ...evidence,
      "scripts get the meta-variables of CGI and little else",
    ],
    remedy: {
      text:
        `Start the server with \`--pass-env ${name}\` or \`--env ${name}=VALUE\`, or let the script do without.`,
    },
  };
}

/** What is said of a script that wants arguments; shells have them, too. */
export function missingArguments(evidence: readonly string[] = []): Telling {
  return {
    sentence: "The script wants arguments, and CGI scripts are given none.",
    evidence,
    remedy: {
      text:
        "Take what it needs from the query, which stands in `QUERY_STRING`.",
    },
  };
}
