import { assert, assertEquals } from "@std/assert";
import { javascript, runScript, SCRIPTS, startScript } from "./script_run.ts";

const CLOCKS = [
  { name: "clock.js", words: javascript("clock.js"), line: /<li>/g },
  {
    name: "clock.sh",
    words: ["sh", `${SCRIPTS}/clock.sh`],
    line: /:\d\d UTC$/gm,
  },
];

for (const { name, words, line } of CLOCKS) {
  Deno.test({
    name: `cgi-bin/${name} sends each line when it is written`,
    ignore: Deno.build.os === "windows" && name.endsWith("sh"),
    async fn() {
      const child = startScript(words, { QUERY_STRING: "seconds=3" });
      const reader = child.stdout.pipeThrough(new TextDecoderStream())
        .getReader();
      let text = "";
      /** How many lines were there whenever something new had come. */
      const counts = new Set<number>();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        text += value;
        counts.add([...text.matchAll(line)].length);
      }
      await child.stdin.close();
      assertEquals(await new Response(child.stderr).text(), "");
      assert((await child.status).success);
      assert(counts.has(1) || counts.has(2), "nothing came before the end");
      assertEquals([...text.matchAll(line)].length, 3);
    },
  });
}

const ASKED = [
  { query: "", want: 10 },
  { query: "seconds=007", want: 7 },
  { query: "seconds=61", want: 60 },
  { query: "x=1&seconds=2", want: 2 },
  { query: "seconds=0", want: 10 },
  { query: "seconds=$(id)", want: 10 },
];

Deno.test({
  name: "cgi-bin/clock.sh: a minute is the most",
  ignore: Deno.build.os === "windows",
  async fn(test) {
    // A sleep that does not, so that a minute passes at once.
    const folder = await Deno.makeTempDir();
    await Deno.writeTextFile(`${folder}/sleep`, "#!/bin/sh\n", { mode: 0o755 });
    for (const { query, want } of ASKED) {
      await test.step(query || "no query", async () => {
        const { content } = await runScript(["sh", `${SCRIPTS}/clock.sh`], {
          env: {
            QUERY_STRING: query,
            PATH: `${folder}:${Deno.env.get("PATH")}`,
          },
        });
        assertEquals(content.trimEnd().split("\n").length, want);
      });
    }
    await Deno.remove(folder, { recursive: true });
  },
});
