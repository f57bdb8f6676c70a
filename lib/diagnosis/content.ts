import type { Cause, Evidence } from "./cause.ts";
import { causesOf } from "./pattern.ts";
import { shellWord } from "./remedy.ts";

/** What readers of JSON say of a text that is none, or is empty. */
const NOT_JSON =
  /JSONDecodeError: |JSON::ParserError|SyntaxError: (?:Unexpected end of JSON input|[^\n]*is not valid JSON|Unexpected token [^\n]* in JSON)|malformed JSON string|^(?:jq|parse) error/m;

const READS_CONTENT =
  /stdin|STDIN|\bcat\b|\$<|php:\/\/input|input\(|request\.(?:json|text)\(|\/dev\/fd\/0|readFileSync\(0/;

/** A request whose content is not what the script reads it as. */
export const CONTENT_CAUSES: readonly Cause[] = causesOf([{
  id: "content-not-json",
  pattern: NOT_JSON,
  tell: (_, evidence) => {
    const { run, file } = evidence;
    if (run === null || !READS_CONTENT.test(file.source)) return null;
    const bare = (run.content?.length ?? 0) === 0;
    return {
      sentence: bare
        ? "The script reads JSON from the request, which has no content."
        : "The script reads the request's content as JSON, and it is none.",
      evidence: about(evidence),
      remedy: {
        text: bare
          ? `Let it answer 400 where there is none (look at \`CONTENT_LENGTH\` first); and try it with some: \`gatehouse run ${
            shellWord(evidence.script)
          } 'POST /' --data '{}'\`.`
          : "Let it look at `CONTENT_TYPE` first; what a form sends is no JSON (`urllib.parse.parse_qs` reads that in Python).",
      },
    };
  },
}]);

function about({ run }: Evidence): string[] {
  const variables = run?.metaVariables ?? {};
  const type = variables["CONTENT_TYPE"];
  return [
    `the method is ${variables["REQUEST_METHOD"] ?? "GET"}`,
    type ? `CONTENT_TYPE is \`${type}\`` : "CONTENT_TYPE is not set",
  ];
}
