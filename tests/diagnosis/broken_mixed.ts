import { type BrokenScript, row } from "./broken_script.ts";

/** Scripts that are not in the language of their first line, and other mix-ups. */
export const BROKEN_MIXED: readonly BrokenScript[] = [
  row("python_in_shell.cgi", "wrong-interpreter", "|#!/usr/bin/env python3|", {
    needs: "python3",
  }),
  row("shell_in_python.cgi", "wrong-interpreter", "|#!/bin/sh|", {
    needs: "python3",
  }),
  row("perl_in_shell.cgi", "wrong-interpreter", "env perl|", { needs: "perl" }),
  row("php_in_python.cgi", "wrong-interpreter", "php-cgi|", {
    needs: "python3",
  }),
  row("merge_marks.py", "pasted-text", "<{7}", { needs: "python3" }),
  row("prompt_of_interpreter.py", "pasted-text", "Take them out", {
    needs: "python3",
  }),
  row("env_elsewhere.cgi", "interpreter-missing", "|#!/usr/bin/env sh|", {
    suspect: true,
  }),
  row(
    "interpreter_line_in_quotes.cgi",
    "interpreter-line-relative",
    "|#!/bin/sh|",
    { suspect: true },
  ),
  row(
    "interpreter_line_below_comment.cgi",
    "interpreter-line-not-first",
    "1i #!/usr/bin/env python3",
    { suspect: true, needs: "python3" },
  ),
  row("misspells_content_type.cgi", "no-content-type", "instead of", {
    alone: true,
  }),
  row("sources_missing_file.cgi", "file-missing", "`. ./settings.sh`", {
    needs: "dash",
  }),
  row("goes_to_missing_folder.cgi", "file-missing", "own folder", {
    needs: "dash",
  }),
  row("wants_kind_of_terminal.cgi", "wants-terminal", "tput"),
  row("prints_json_alone.py", "no-header", "application/json", {
    needs: "python3",
  }),
  row("dies_without_reason.pl", "perl-died", "$!", { needs: "perl" }),
  row(
    "wants_misnamed_variable.py",
    "environment-variable-missing",
    "--pass-env Query_String",
    { needs: "python3" },
  ),
];
