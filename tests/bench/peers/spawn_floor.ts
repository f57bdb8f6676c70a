// The floor under any CGI server on Deno: start the script, wait for all of its output, send it. No variables,
// no limits, no header read but cut off. For `deno serve --parallel`; SCRIPTS names the folder. With VARIABLES, a number,
// scripts have what the platform must be asked for beside that by whoever keeps to CGI: so many variables, a folder to
// run in, and a stderr that is read.
const folder = Deno.env.get("SCRIPTS") ?? ".";
const count = Number(Deno.env.get("VARIABLES") ?? 0);

const more = (): Partial<Deno.CommandOptions> => ({
  env: Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `VARIABLE_${index}`,
      `a value of the usual length: ${index}`,
    ]),
  ),
  cwd: folder,
  stderr: "piped",
});

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
      ...(count > 0 && more()),
    }).spawn();
    const fed = request.body?.pipeTo(script.stdin).catch(() => {});
    const output = await script.stdout.bytes();
    await fed;
    if (count > 0) await script.stderr.bytes();
    let start = 2;
    while (start < output.length && !isEnd(output, start)) start++;
    if (start >= output.length) return new Response(null, { status: 502 });
    return new Response(output.subarray(start + 1), {
      headers: [["content-type", "text/plain"]],
    });
  },
};
