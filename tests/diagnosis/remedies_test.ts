import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import {
  gatherEvidence,
  gatherFileEvidence,
} from "../../lib/diagnosis/evidence.ts";
import { diagnose, diagnoseAll } from "../../lib/diagnosis/mod.ts";
import { BROKEN_SCRIPTS, type BrokenScript } from "./broken_scripts.ts";
import { findPrograms } from "./programs.ts";
import { runAlone } from "./run_alone.ts";

const FOLDER = fileURLToPath(new URL("broken/", import.meta.url));
const { found, path } = findPrograms();
const windows = Deno.build.os === "windows";

/** Scripts that the command of their remedy turns into working ones. */
const MENDABLE = [
  "not_executable.cgi",
  "no_interpreter_line.cgi",
  "interpreter_line_crlf.cgi",
  "byte_order_mark.cgi",
  "interpreter_missing.cgi",
  "env_program_missing.cgi",
  "env_with_words.cgi",
  "interpreter_line_relative.cgi",
  "interpreter_line_windows.cgi",
  "interpreter_line_not_first.cgi",
  "interpreter_line_spaces.cgi",
  "interpreter_line_empty.cgi",
  "interpreter_line_too_long.cgi",
  "interpreter_not_executable.cgi",
  "utf16_script.cgi",
  "bash_in_sh.cgi",
  "crlf_in_script.cgi",
  "php_cli.cgi",
  "interpreter_misspelt.cgi",
  "awk_without_option.cgi",
  "typographic_quotes.py",
  "typographic_space.py",
  "wsgi_application.py",
  "main_guard.py",
  "main_not_called.py",
  "compares_as_bash.cgi",
  "shell_spaces.cgi",
  "shell_bracket.cgi",
  "no_header.cgi",
  "page_before_header.cgi",
  "no_header.py",
  "bracket_not_ended.cgi",
  "options_in_one_word.cgi",
  "env_elsewhere.cgi",
  "interpreter_line_in_quotes.cgi",
  "interpreter_line_below_comment.cgi",
  "python_in_shell.cgi",
  "shell_in_python.cgi",
  "merge_marks.py",
  "prompt_of_interpreter.py",
  "calls_unloaded_module.pl",
  "calls_undefined_subroutine.pl",
  "says_hello.pl",
  "address_in_text.pl",
  "space_after_equals.cgi",
];

for (const name of MENDABLE) {
  const script = BROKEN_SCRIPTS.find(({ file }) => file === name);
  const needs = script?.needs ?? "python3";
  const missing = windows || !found.has(needs);
  Deno.test({
    name: `the remedy's command mends ${name}` +
      (missing ? ` (no ${needs} here)` : ""),
    ignore: missing,
    fn: async () => {
      if (!script) throw new Error(`${name} is not in the table`);
      await mend(script);
    },
  });
}

async function mend({ file, cause }: BrokenScript): Promise<void> {
  const folder = Deno.makeTempDirSync({ suffix: " it's mine" });
  const copy = `${folder}/${file}`;
  try {
    Deno.copyFileSync(FOLDER + file, copy);
    const broken = gatherEvidence(
      await runAlone(copy, [copy], { PATH: path }),
    );
    const diagnosis = diagnose(broken);
    assertEquals(diagnosis.cause, cause);
    const { command } = diagnosis.remedy;
    if (!command) throw new Error("there is no command");
    const shell = await new Deno.Command("sh", { args: ["-c", command] })
      .output();
    assert(shell.success, new TextDecoder().decode(shell.stderr));

    const suspect = { script: copy, starter: null, path };
    assertEquals(diagnoseAll(gatherFileEvidence(suspect)), []);
    const again = await runAlone(copy, [copy], { PATH: path });
    assertEquals(again.startError, null);
    assertEquals(again.exitCode, 0, again.stderr);
    assertStringIncludes(
      new TextDecoder().decode(again.output).toLowerCase(),
      "content-type: text/",
    );
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}
