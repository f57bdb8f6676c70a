import type { Evidence, Finding } from "./cause.ts";
import type { FailedRun } from "./run.ts";
import { quote } from "./text.ts";

const STARTS =
  /\b(?:app|application|server|web)\.run\(|\bserve_forever\(|\.listen\(\s*(?:\d|port|PORT|process\.env)|\bDeno\.serve\(|\bBun\.serve\(|HTTPServer\(|uvicorn\.run\(|->daemon\b|Sinatra|WEBrick/;

/** A script that starts a server of its own, and so never ends. */
export function startsServer(
  { stderr }: Pick<FailedRun, "stderr">,
  { file }: Pick<Evidence, "file">,
): Finding | null {
  const match = STARTS.exec(file.source);
  const says = /Running on https?:|Serving Flask app|Listening on|listening on/i
    .exec(stderr);
  if (!match && !says) return null;
  const line = match
    ? file.source.slice(0, match.index).split("\n").length
    : null;
  return {
    sentence:
      "The script starts a server of its own and waits for requests; a CGI script answers one request and ends.",
    evidence: [
      ...(match ? [`line ${line} has ${quote(match[0].trim())}`] : []),
      ...(says ? [`stderr says ${quote(says[0])}`] : []),
    ],
    remedy: {
      text:
        "Read the request from the environment and standard input, write the answer, and end: Python's applications by `CGIHandler().run(app)` of `wsgiref.handlers`, JavaScript by `export default { fetch(request) { … } }`. Or let it run by itself and put a proxy before it.",
    },
  };
}
