// The floor under any CGI server on Deno: start the script, wait for all of its output, send it. No variables,
// no limits, no header read but cut off. For `deno serve --parallel`; SCRIPTS names the folder.
const folder = Deno.env.get("SCRIPTS") ?? ".";

/** Whether an empty line ends here. */
const isEnd = (bytes: Uint8Array, place: number): boolean =>
  bytes[place] === 10 && bytes[place - 2] === 10;

export default {
  async fetch(request: Request): Promise<Response> {
    const name = request.url.slice(request.url.lastIndexOf("/") + 1);
    const script = new Deno.Command(`${folder}/${name}`, {
      clearEnv: true,
      stdin: request.body === null ? "null" : "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    const fed = request.body?.pipeTo(script.stdin).catch(() => {});
    const output = await script.stdout.bytes();
    await fed;
    let start = 2;
    while (start < output.length && !isEnd(output, start)) start++;
    if (start >= output.length) return new Response(null, { status: 502 });
    return new Response(output.subarray(start + 1), {
      headers: [["content-type", "text/plain"]],
    });
  },
};
