import { type BrokenScript, row } from "./broken_script.ts";

/** Scripts of all languages that write something odd, or nothing. */
export const BROKEN_OUTPUT: readonly BrokenScript[] = [
  row(
    "options_in_one_word.cgi",
    "interpreter-line-words",
    "env -S /bin/sh -e -u|",
    { suspect: true },
  ),
  row("prints_bytes.py", "python-bytes-printed", "buffer.write", {
    needs: "python3",
  }),
  row("prints_its_traceback.py", "error-printed", "standard error", {
    needs: "python3",
  }),
  row("carriage_returns_alone.cgi", "carriage-return-alone", "printf"),
  row("indents_header.py", "header-indented", "dedent", { needs: "python3" }),
  row("spaces_end_header.cgi", "header-not-ended", "Take the spaces"),
  row("raw_newline.py", "literal-newline", "without `r`", { needs: "python3" }),
  row("replaces_itself.py", "output-thrown-away", "sys.stdout.flush()", {
    needs: "python3",
  }),
  row("exits_at_once.py", "output-thrown-away", "sys.stdout.flush()", {
    needs: "python3",
  }),
  row("exports_by_name.js", "no-default-export", "export default"),
  row("exports_no_fetch.js", "no-default-export", "export default"),
  row("works_on_lines.cgi", "reads-no-input", "BEGIN", { needs: "awk" }),
  row("asks_in_shell.cgi", "reads-keyboard", "QUERY_STRING", { needs: "bash" }),
  row("stops_in_silence.cgi", "exit-code", "sh -x"),
  row("says_why_and_no_more.cgi", "no-output", "Content-Type"),
];
