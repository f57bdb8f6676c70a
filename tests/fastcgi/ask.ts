import {
  type Application,
  applicationScripts,
  type Mapping,
} from "../../lib/fastcgi/mod.ts";
import type { HttpError } from "../../lib/http/error.ts";
import type { Reply } from "../../lib/http/exchange.ts";
import { exchange, type Given } from "../support/exchange.ts";

/** The scripts beside the tests, under `/`, as PHP's files. */
export function phpFiles(folder: string, more: Partial<Mapping> = {}): Mapping {
  return {
    kind: "files",
    mount: "/",
    root: folder,
    local: folder,
    extensions: [".php"],
    index: ["index.html", "index.php"],
    ...more,
  } as Mapping;
}

/** One program for everything. */
export const PROGRAM: Mapping = { kind: "program", mount: "/" };

/** Asks an application; the reply, with its content as text. Throws where it is no reply. */
export async function ask(
  application: Application,
  mapping: Mapping,
  path: string,
  given: Given = {},
): Promise<{ reply: Reply; text: string }> {
  const handler = applicationScripts(application, mapping);
  const outcome = await handler(exchange(path, given));
  if (outcome === null || "localRedirect" in outcome) {
    throw new Error(`no reply: ${JSON.stringify(outcome)}`);
  }
  const text = await new Response(outcome.content).text();
  return { reply: outcome, text };
}

/** What an application is refused with. */
export async function refusal(asked: Promise<unknown>): Promise<HttpError> {
  try {
    await asked;
  } catch (error) {
    return error as HttpError;
  }
  throw new Error("it was not refused");
}
