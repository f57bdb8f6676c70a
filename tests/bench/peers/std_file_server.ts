// The file server of Deno's standard library, as its documentation shows it. Arguments: port, folder.
// deno-lint-ignore no-import-prefix -- only this one program needs it
import { serveDir } from "jsr:@std/http@1/file-server";

const [port = "0", fsRoot = "."] = Deno.args;
Deno.serve(
  { hostname: "127.0.0.1", port: Number(port), onListen: () => {} },
  (request) => serveDir(request, { fsRoot, showDirListing: true, quiet: true }),
);
