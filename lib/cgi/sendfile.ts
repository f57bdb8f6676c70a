import { HttpError } from "../http/error.ts";
import type { Exchange } from "../http/exchange.ts";
import type { AnswerOptions } from "../gateway/outcome.ts";
import { requireGrant } from "../platform/permission.ts";

const PIECE = 262_144;

/**
 * Sends the files that scripts name in X-Sendfile, as long as they lie under one of `folders`; `null` where there is
 * none, so that the field means nothing.
 */
export function sendFileFrom(
  folders: readonly string[],
): AnswerOptions["sendFile"] {
  if (folders.length === 0) return null;
  return ({ path, status, fields }, exchange) => {
    const file = open(path, folders, exchange);
    const { size } = file.info;
    if (exchange.method === "HEAD") {
      file.handle.close();
      return { status, fields, content: null, length: size };
    }
    return { status, fields, content: streamOf(file.handle), length: size };
  };
}

interface OpenFile {
  readonly handle: Deno.FsFile;
  readonly info: Deno.FileInfo;
}

/** Security: the path is judged with all links resolved, and the file that is opened is the one that was judged. */
function open(
  path: string,
  folders: readonly string[],
  exchange: Exchange,
): OpenFile {
  let handle: Deno.FsFile | null = null;
  try {
    requireGrant({ name: "read", path });
    const real = Deno.realPathSync(path);
    if (!folders.some((folder) => isUnder(real, Deno.realPathSync(folder)))) {
      throw new Error(`${real} lies in none of the folders for X-Sendfile`);
    }
    // Opening a named pipe would wait for a writer, and the whole thread with it.
    if (!Deno.statSync(real).isFile) throw new Error(`${real} is not a file`);
    handle = Deno.openSync(real);
    const info = handle.statSync();
    if (!info.isFile) throw new Error(`${real} is not a file`);
    return { handle, info };
  } catch (cause) {
    handle?.close();
    exchange.note("error", `X-Sendfile: ${path} cannot be sent`);
    throw new HttpError(404, "There is no such file.", { cause });
  }
}

function isUnder(path: string, folder: string): boolean {
  const end = folder.length;
  return path.startsWith(folder) &&
    (/[\\/]$/.test(folder) || path[end] === "/" || path[end] === "\\");
}

function streamOf(
  handle: Deno.FsFile,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    pull(controller) {
      const bytes = new Uint8Array(PIECE);
      const count = handle.readSync(bytes);
      if (count !== null) return controller.enqueue(bytes.subarray(0, count));
      handle.close();
      controller.close();
    },
    cancel: () => handle.close(),
  }, { highWaterMark: 0 });
}
