import { assert, assertEquals, assertRejects } from "@std/assert";
import { ScriptFailure } from "../../lib/cgi/mod.ts";
import type { HttpError } from "../../lib/http/error.ts";
import type { Note } from "../support/exchange.ts";
import { until } from "../support/until.ts";
import { gone, isAlive, refusalOf, site, streamOf, textOf } from "./site.ts";

const HELLO = "printf 'Content-Type: text/plain\\n\\nhello'";

function runOf(error: HttpError): ScriptFailure["run"] {
  if (error.cause instanceof ScriptFailure) return error.cause.run;
  throw new Error("its cause is no script's failure", { cause: error });
}

Deno.test("never_ends: 504 when its time is over, and it is gone", async () => {
  await using scripts = site(
    { never_ends: "echo $$ > never_ends.pid; sleep 60" },
    { timeout: 300, grace: 100 },
  );
  const error = await refusalOf(scripts.ask("never_ends"));
  assertEquals([error.status, runOf(error).limit], [504, "time"]);
  await gone(await scripts.pid("never_ends"));
});

Deno.test("is_silent: 504 when it neither writes nor reads for too long", async () => {
  await using scripts = site({ is_silent: "sleep 60" }, {
    silence: 200,
    grace: 100,
  });
  const error = await refusalOf(scripts.ask("is_silent"));
  assertEquals([error.status, runOf(error).limit], [504, "silence"]);
});

Deno.test("is_silent_later: cut off, noted, and the stream breaks", async () => {
  const notes: Note[] = [];
  await using scripts = site({
    is_silent_later: `${HELLO}; echo $$ > is_silent_later.pid; sleep 60`,
  }, { silence: 200, grace: 100 });
  const outcome = await scripts.ask("is_silent_later", { notes });
  await assertRejects(() => textOf(outcome), Error, "cut off");
  await gone(await scripts.pid("is_silent_later"));
  assert(notes.some(({ level }) => level === "error"));
});

Deno.test("sends_no_header: 502, and the cause is in the log", async () => {
  await using scripts = site({ sends_no_header: "echo hello" });
  const error = await refusalOf(scripts.ask("sends_no_header"));
  assertEquals(error.status, 502);
  const { problem, output, exitCode } = runOf(error);
  assert(problem?.includes("before the empty line"));
  assertEquals(new TextDecoder().decode(output), "hello\n");
  assertEquals(exitCode, 0);
});

Deno.test("sends_rubbish_for_ever: 502 at once, and it is gone", async () => {
  await using scripts = site({
    sends_rubbish_for_ever: "echo $$ > sends_rubbish_for_ever.pid; yes",
  });
  const error = await refusalOf(scripts.ask("sends_rubbish_for_ever"));
  assertEquals(error.status, 502);
  await gone(await scripts.pid("sends_rubbish_for_ever"));
});

Deno.test("has_a_header_without_end: 502", async () => {
  await using scripts = site({
    has_a_header_without_end: "yes 'X-Field: and so on'",
  });
  const error = await refusalOf(scripts.ask("has_a_header_without_end"));
  assert(runOf(error).problem?.includes("longer than"));
});

Deno.test("exits_early: 502 with its code and what it said on stderr", async () => {
  await using scripts = site({ exits_early: "echo why >&2; exit 3" });
  const error = await refusalOf(scripts.ask("exits_early"));
  const { exitCode, stderr } = runOf(error);
  assertEquals([error.status, exitCode, stderr], [502, 3, "why\n"]);
});

Deno.test("dies_of_a_signal: 502 with its name", async () => {
  await using scripts = site({ dies_of_a_signal: "kill -SEGV $$" });
  const error = await refusalOf(scripts.ask("dies_of_a_signal"));
  assertEquals([error.status, runOf(error).signal], [502, "SIGSEGV"]);
});

Deno.test("dies_while_it_answers: the stream breaks instead of ending", async () => {
  await using scripts = site({
    dies_while_it_answers: `${HELLO}; sleep 0.1; kill -KILL $$`,
  });
  const outcome = await scripts.ask("dies_while_it_answers");
  await assertRejects(() => textOf(outcome), Error, "SIGKILL");
});

Deno.test("leaves_stdin_unread: is answered all the same", async () => {
  await using scripts = site({ leaves_stdin_unread: HELLO });
  const outcome = await scripts.ask("leaves_stdin_unread", {
    method: "POST",
    fields: { "content-length": "4000000" },
    content: new Uint8Array(4_000_000),
  });
  assertEquals(await textOf(outcome), "hello");
});

Deno.test("leaves_a_child_holding_stdout: the answer ends with the script", async () => {
  await using scripts = site({
    leaves_a_child_holding_stdout:
      `${HELLO}; sleep 60 & echo $! > leaves_a_child_holding_stdout.pid`,
  });
  const outcome = await scripts.ask("leaves_a_child_holding_stdout");
  const child = await scripts.pid("leaves_a_child_holding_stdout");
  assertEquals(await textOf(outcome), "hello");
  assert(isAlive(child), "work in the background goes on");
  await until(() => scripts.runner.running === 0, "its place to be free");
  Deno.kill(child, "SIGKILL");
});

Deno.test("leaves_its_session: all that it started is ended", async () => {
  await using scripts = site({
    leaves_its_session:
      "(trap '' TERM; setsid sh -c 'trap \"\" TERM; echo $$ > leaves_its_session.pid; exec sleep 60' &); sleep 60",
  }, { timeout: 500, grace: 100 });
  const error = await refusalOf(scripts.ask("leaves_its_session"));
  assertEquals(error.status, 504);
  await gone(await scripts.pid("leaves_its_session"));
});

Deno.test("ignores_term: SIGKILL follows after the grace", async () => {
  await using scripts = site({
    ignores_term:
      "trap '' TERM; echo $$ > ignores_term.pid; while :; do sleep 1; done",
  }, { timeout: 300, grace: 100 });
  await refusalOf(scripts.ask("ignores_term"));
  await gone(await scripts.pid("ignores_term"));
});

Deno.test("tidies_up_on_term: has the grace for it", async () => {
  await using scripts = site({
    tidies_up_on_term:
      "trap 'echo tidy > tidies_up_on_term.pid; exit' TERM; while :; do sleep 0.05; done",
  }, { timeout: 300, grace: 5_000 });
  await refusalOf(scripts.ask("tidies_up_on_term"));
  await until(() => scripts.runner.running === 0, "it to end");
  const text = Deno.readTextFileSync(
    `${scripts.folder}/tidies_up_on_term.pid`,
  );
  assertEquals(text, "tidy\n");
});

Deno.test("forks_and_forks: is ended with all its children", async () => {
  await using scripts = site({
    forks_and_forks:
      "echo $$ > forks_and_forks.pid; while :; do (sleep 60; : $GATEHOUSE_REQUEST) & sleep 0.01; done",
  }, { timeout: 400, grace: 50 });
  await refusalOf(scripts.ask("forks_and_forks"));
  await until(() => scripts.runner.running === 0, "them to end");
  const { stdout } = await new Deno.Command("ps", {
    args: ["-A", "-o", "args="],
  }).output();
  const left = new TextDecoder().decode(stdout).split("\n")
    .filter((line) => line.includes(scripts.folder));
  assertEquals(left, []);
});

Deno.test("floods_stderr: neither blocks nor fills the log", async () => {
  const notes: Note[] = [];
  await using scripts = site({
    floods_stderr: `yes complaint | head -n 500000 >&2; ${HELLO}`,
  });
  const outcome = await scripts.ask("floods_stderr", { notes });
  assertEquals(await textOf(outcome), "hello");
  await until(() => notes.length > 100, "the log");
  assertEquals(notes.length, 101);
  assertEquals(notes.at(-1)?.message, "… and 4999000 more bytes");
});

Deno.test("writes_forever: waits for a slow reader, ends when he leaves", async () => {
  await using scripts = site({
    writes_forever:
      "echo $$ > writes_forever.pid; printf 'Content-Type: a/b\\n\\n'; yes",
  });
  const reader = streamOf(await scripts.ask("writes_forever")).getReader();
  let size = 0;
  while (size < 1_000_000) size += (await reader.read()).value?.length ?? 0;
  const pid = await scripts.pid("writes_forever");
  assert(isAlive(pid));
  await reader.cancel();
  await gone(pid);
});

Deno.test("closes_stdout: the answer ends, the script may go on", async () => {
  await using scripts = site({
    closes_stdout:
      `${HELLO}; exec >&- 2>&-; echo $$ > closes_stdout.pid; sleep 60`,
  });
  assertEquals(await textOf(await scripts.ask("closes_stdout")), "hello");
  assert(isAlive(await scripts.pid("closes_stdout")));
  assertEquals(scripts.runner.running, 1);
});

Deno.test("is_asked_by_one_who_leaves: it is gone", async () => {
  await using scripts = site({
    is_asked: "echo $$ > is_asked.pid; sleep 60",
  });
  const controller = new AbortController();
  const refused = refusalOf(
    scripts.ask("is_asked", { signal: controller.signal }),
  );
  const pid = await scripts.pid("is_asked");
  controller.abort();
  assertEquals((await refused).status, 499);
  await gone(pid);
});

Deno.test("is_fed_by_one_who_breaks_off: it is gone", async () => {
  await using scripts = site({
    is_fed: "echo $$ > is_fed.pid; cat > /dev/null; sleep 60",
  });
  const broken = Promise.withResolvers<void>();
  const refused = refusalOf(scripts.ask("is_fed", {
    method: "POST",
    fields: { "content-length": "1000" },
    content: new ReadableStream({
      async pull(controller) {
        controller.enqueue(new Uint8Array(10));
        await broken.promise;
        controller.error(new Error("the connection is closed"));
      },
    }),
  }));
  const pid = await scripts.pid("is_fed");
  broken.resolve();
  assertEquals((await refused).status, 499);
  await gone(pid);
});

Deno.test("a server that stops ends all scripts", async () => {
  await using scripts = site({ waits: "echo $$ > waits.pid; sleep 60" });
  const refused = refusalOf(scripts.ask("waits"));
  const pid = await scripts.pid("waits");
  await scripts.runner.end();
  assertEquals((await refused).status, 503);
  await gone(pid);
});
