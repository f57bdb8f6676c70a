import { assert, assertEquals, assertMatch } from "@std/assert";
import { fileURLToPath } from "node:url";
import { cgiScripts, scriptRunner } from "../../lib/cgi/mod.ts";
import {
  diagnoseAll,
  type Diagnosis,
  type FailedRun,
  ScriptFailure,
} from "../../lib/diagnosis/mod.ts";
import {
  gatherEvidence,
  gatherFileEvidence,
} from "../../lib/diagnosis/evidence.ts";
import { HttpError } from "../../lib/http/error.ts";
import { exchange } from "../support/exchange.ts";
import { BROKEN_SCRIPTS, type BrokenScript } from "./broken_scripts.ts";
import { findPrograms } from "./programs.ts";
import { DENO_CACHE, runAlone, SCRIPT_PATH } from "./run_alone.ts";

const SOURCE = fileURLToPath(new URL("broken/", import.meta.url));
/** The scripts where many have theirs: in a folder whose name is no single word. */
const FOLDER = `${Deno.makeTempDirSync({ suffix: " it's mine" })}/`;
for (const { name } of Deno.readDirSync(SOURCE)) {
  Deno.copyFileSync(SOURCE + name, FOLDER + name);
}
Deno.test.afterAll(() => Deno.removeSync(FOLDER, { recursive: true }));

const { found, path } = findPrograms();
const windows = Deno.build.os === "windows";

for (const script of BROKEN_SCRIPTS) {
  const missing = windows || (script.needs && !found.has(script.needs));
  const why = windows ? "not on Windows" : `no ${script.needs} here`;
  Deno.test({
    name: `${script.file} is diagnosed as ${script.cause}, and nothing else` +
      (missing ? ` (${why})` : ""),
    ignore: Boolean(missing),
    fn: async () =>
      check(diagnoseAll(gatherEvidence(await fail(script))), script),
  });
  if (!script.suspect) continue;
  Deno.test({
    name: `${script.file} is suspected of ${script.cause} before it is run` +
      (missing ? ` (${why})` : ""),
    ignore: Boolean(missing),
    fn: () =>
      check(
        diagnoseAll(gatherFileEvidence({
          script: FOLDER + script.file,
          starter: script.starter ?? null,
          path,
        })),
        script,
      ),
  });
}

Deno.test("every broken script is in the table", () => {
  const files = [...Deno.readDirSync(FOLDER)].map(({ name }) => name);
  assertEquals(
    files.sort(),
    [...new Set(BROKEN_SCRIPTS.map(({ file }) => file))].sort(),
  );
});

Deno.test("at least ninety causes are shown by a script", () => {
  const causes = new Set(BROKEN_SCRIPTS.map(({ cause }) => cause));
  assert(causes.size >= 90, `${causes.size}`);
});

function check(
  diagnoses: readonly Diagnosis[],
  { cause, remedy }: BrokenScript,
): void {
  assertEquals(diagnoses.map((diagnosis) => diagnosis.cause), [cause]);
  const [diagnosis] = diagnoses;
  if (!diagnosis) return;
  assert(/^[A-Z`].*\.$/s.test(diagnosis.sentence), diagnosis.sentence);
  assert(
    !/`undefined|undefined[.]|\bnull\b/.test(diagnosis.sentence),
    diagnosis.sentence,
  );
  const { command, text } = diagnosis.remedy;
  const said = `${text}\n${command ?? ""}`;
  assertMatch(
    said,
    remedy instanceof RegExp
      ? remedy
      : new RegExp(remedy.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")),
  );
}

async function fail(script: BrokenScript): Promise<FailedRun> {
  const file = FOLDER + script.file;
  if (script.alone) {
    const command = script.starter ? [script.starter, file] : [file];
    return await runAlone(file, command, { PATH: SCRIPT_PATH });
  }
  return await runByExecutor(script);
}

async function runByExecutor(script: BrokenScript): Promise<FailedRun> {
  const limited = /never|silent|keeps|waits/.test(script.file);
  const runner = scriptRunner({
    environment: { ...DENO_CACHE, PATH: path, PYTHONDONTWRITEBYTECODE: "1" },
    timeout: script.cause === "time-limit" ? 300 : 20_000,
    silence: limited && script.cause !== "time-limit" ? 300 : 10_000,
    grace: 50,
  });
  const handler = cgiScripts(runner, { mount: "/cgi-bin/", path: FOLDER });
  const given = script.content === undefined ? {} : {
    method: "POST",
    fields: { "content-length": String(script.content) },
    content: new ReadableStream<Uint8Array<ArrayBuffer>>(),
  };
  try {
    await handler(exchange(`/cgi-bin/${script.file}`, given));
  } catch (error) {
    if (error instanceof HttpError && error.cause instanceof ScriptFailure) {
      return error.cause.run;
    }
    throw error;
  } finally {
    await runner.end();
  }
  throw new Error(`${script.file} did not fail`);
}
