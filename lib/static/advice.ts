import { HttpError } from "../http/error.ts";
import type { Handler } from "../http/exchange.ts";
import type { StaticOptions } from "./options.ts";

/** What to do about a form that was sent to something else than a script; `scripts` is where those are. */
export function adviceOnPost(scripts: string | null): string {
  if (scripts === null) {
    return "Only a script can take what a form sends, and there is no folder of scripts here. Make one, " +
      "named cgi-bin, beside the folder that is served or in it, and start the server again, without --no-cgi.";
  }
  return `Only a script can take what a form sends. Put an executable file into the folder of scripts, say ` +
    `${scripts}answer.py, and let the form say action="${scripts}answer.py" method="post".`;
}

/** The last of a mount: a form that nothing takes is told what would. `null` for all else. */
export function refusePost({ scripts = "/cgi-bin/" }: StaticOptions): Handler {
  return ({ method }) => {
    if (method !== "POST") return null;
    throw new HttpError(404, "There is nothing here.", {
      remedy: adviceOnPost(scripts),
    });
  };
}
