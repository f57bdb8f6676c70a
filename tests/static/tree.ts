import { HttpError } from "../../lib/http/error.ts";
import type { Handler } from "../../lib/http/exchange.ts";
import { toResponse } from "../../lib/http/reply.ts";
import { staticFiles, type StaticOptions } from "../../lib/static/mod.ts";
import { exchange, type Given } from "../support/exchange.ts";

/** A folder of files for one test, gone after it. */
export interface Tree extends Disposable {
  readonly root: string;
  /** Where a file of that name is. */
  path(name: string): string;
  /** Writes a file, its date a day back unless it is given, so that it may be kept in memory. */
  write(name: string, content: string | Uint8Array, modified?: Date): void;
  /** Asks a handler for these files. */
  ask(
    path: string,
    given?: Given,
    options?: Omit<StaticOptions, "root">,
  ): Promise<Answer>;
  /** A handler for these files. */
  handler(options?: Omit<StaticOptions, "root">): Handler;
}

/** What came of a request; `status` 0 where the handler left it to the next. */
export interface Answer {
  readonly status: number;
  readonly fields: Headers;
  readonly content: Uint8Array<ArrayBuffer>;
  readonly text: string;
  readonly error: HttpError | undefined;
}

/** The date of what is written without one, in whole seconds. */
export const YESTERDAY = new Date(
  Math.floor((Date.now() - 86_400_000) / 1000) * 1000,
);

/** Makes a folder with these files. */
export function makeTree(
  files: Readonly<Record<string, string | Uint8Array>> = {},
): Tree {
  const root = Deno.realPathSync(Deno.makeTempDirSync());
  const path = (name: string) => `${root}/${name}`;
  const handler = (options: Omit<StaticOptions, "root"> = {}) =>
    staticFiles({ root, ...options });
  const tree: Tree = {
    root,
    path,
    handler,
    write(name, content, modified = YESTERDAY) {
      Deno.mkdirSync(path(name).replace(/\/[^/]*$/, ""), { recursive: true });
      if (typeof content === "string") {
        Deno.writeTextFileSync(path(name), content);
      } else Deno.writeFileSync(path(name), content);
      Deno.utimeSync(path(name), modified, modified);
    },
    ask: (path, given, options) => ask(handler(options), path, given),
    [Symbol.dispose]: () => Deno.removeSync(root, { recursive: true }),
  };
  for (const [name, content] of Object.entries(files)) {
    tree.write(name, content);
  }
  return tree;
}

/** Asks a handler, and takes what it refuses as the answer too. */
export async function ask(
  handler: Handler,
  path: string,
  given: Given = {},
): Promise<Answer> {
  const asked = exchange(path, given);
  try {
    const outcome = await handler(asked);
    if (outcome === null || "localRedirect" in outcome) return answer(0);
    const response = toResponse(outcome, asked);
    const content = await response.bytes();
    return answer(response.status, response.headers, content);
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    const fields = new Headers(error.fields as [string, string][]);
    return answer(error.status, fields, new Uint8Array(), error);
  }
}

function answer(
  status: number,
  fields = new Headers(),
  content = new Uint8Array(),
  error?: HttpError,
): Answer {
  return {
    status,
    fields,
    content,
    text: new TextDecoder().decode(content),
    error,
  };
}

/** Bytes that do not repeat soon and do not compress. */
export function noise(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let state = 1;
  for (let index = 0; index < length; index++) {
    state = (state * 1103515245 + 12345) & 0x7fffffff;
    bytes[index] = state >> 16;
  }
  return bytes;
}
