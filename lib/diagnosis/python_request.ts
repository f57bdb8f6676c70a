import type { Pattern } from "./pattern.ts";
import { shellWord } from "./remedy.ts";
import { quote } from "./text.ts";

/** What a Python script says that wants more of a request than it brought; all are tried before the common exception. */
export const PYTHON_REQUEST: readonly Pattern[] = [
  {
    id: "form-field-missing",
    pattern: /^KeyError: '([\w.-]*[a-z][\w.-]*)'/m,
    languages: ["python"],
    tell: ([, name = ""], { file: { source } }) =>
      /parse_qsl?\b|FieldStorage|legacy_cgi/.test(source) &&
        new RegExp(`\\[\\s*["']${name.replaceAll(".", "\\.")}["']\\s*\\]`)
          .test(source)
        ? {
          sentence: `The script takes the form's field ${
            quote(name)
          } for granted, and this request has none of that name.`,
          evidence: [
            "whoever opens the page without the form, or leaves the field empty, sends no such field",
          ],
          remedy: {
            text:
              `Write \`.get("${name}", [""])[0]\` for \`["${name}"][0]\`, and \`parse_qs(…, keep_blank_values=True)\` where empty fields matter.`,
          },
        }
        : null,
  },
  {
    id: "content-not-json",
    pattern:
      /^(?:json\.decoder\.)?JSONDecodeError: Expecting value: line 1 column 1 \(char 0\)/m,
    languages: ["python"],
    tell: (_, evidence) => ({
      sentence:
        "The script reads JSON, and finds nothing, or something else: a request by GET has no content.",
      remedy: {
        text:
          `Let it answer 400 where the content is empty; and try it with some: \`gatehouse run ${
            shellWord(evidence.script)
          } 'POST /' --data '{}'\`.`,
      },
    }),
  },
];
