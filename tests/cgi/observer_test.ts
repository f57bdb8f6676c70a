import { assertEquals } from "@std/assert";
import type { ScriptEnd, ScriptStart } from "../../lib/cgi/mod.ts";
import { until } from "../support/until.ts";
import { site, textOf } from "./site.ts";

const POSIX = Deno.build.os !== "windows";

Deno.test({
  name: "an observer is told of a script's start, output and end",
  ignore: !POSIX,
  async fn() {
    const starts: ScriptStart[] = [];
    const ends: ScriptEnd[] = [];
    let output = "";
    const observer = {
      started: (start: ScriptStart) => {
        starts.push(start);
        return {
          output: (bytes: Uint8Array) => {
            output += new TextDecoder().decode(bytes);
          },
          over: (end: ScriptEnd) => void ends.push(end),
        };
      },
    };
    const text = "echo Content-Type: text/plain; echo; echo $$; echo oh >&2";
    await using one = site({ tells: `${text}; exit 3` }, { observer });
    const content = await textOf(await one.ask("tells?a=1"));
    await until(() => ends.length === 1, "the end to be told");
    const [start] = starts;
    const [end] = ends;
    assertEquals(start?.pid, Number(content));
    assertEquals(start?.name, "/cgi-bin/tells");
    assertEquals(start?.metaVariables["QUERY_STRING"], "a=1");
    assertEquals(output, `Content-Type: text/plain\n\n${content}`);
    assertEquals([end?.exitCode, end?.signal], [3, null]);
    assertEquals(end?.stderr, "oh\n");
  },
});

Deno.test({
  name: "an observer is told of requests that wait, and when they no longer do",
  ignore: !POSIX,
  async fn() {
    let waiting = 0;
    let most = 0;
    const observer = {
      waits: () => {
        most = Math.max(most, ++waiting);
        return () => void waiting--;
      },
      started: () => ({ over: () => {} }),
    };
    await using one = site({
      slow: "while [ ! -e $(dirname $0)/go ]; do sleep 0.02; done\n" +
        "echo Content-Type: text/plain; echo; echo $$",
    }, { observer, maxScripts: 1 });
    const answers = [one.ask("slow"), one.ask("slow")].map(async (asked) =>
      await textOf(await asked)
    );
    await until(() => waiting === 1, "the second to wait");
    Deno.writeTextFileSync(`${one.folder}/go`, "");
    await Promise.all(answers);
    assertEquals([waiting, most], [0, 1]);
  },
});
