// The floor under any CGI server on Deno: start the script, wait for all of its output, send it. No variables,
// no limits, no header read but cut off. For `deno serve --parallel`; SCRIPTS names the folder.
const folder = Deno.env.get("SCRIPTS") ?? ".";

export default {
  async fetch(request: Request): Promise<Response> {
    const name = request.url.slice(request.url.lastIndexOf("/") + 1);
    const script = new Deno.Command(`${folder}/${name}`, {
      clearEnv: true,
      stdin: request.body === null ? "null" : "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    const fed = request.body?.pipeTo(script.stdin);
    const output = await script.stdout.bytes();
    await fed;
    let start = 0;
    while (output[start] !== 10 || output[start - 2] !== 10) start++;
    return new Response(output.subarray(start + 1), {
      headers: [["content-type", "text/plain"]],
    });
  },
};
