import { type BrokenScript, row } from "./broken_script.ts";

/** Scripts of the shell: spelling, and the programs that they call. */
export const BROKEN_SHELL: readonly BrokenScript[] = [
  row("space_after_equals.cgi", "shell-spaces", "sed -E"),
  row("bracket_not_ended.cgi", "shell-spaces", "sed -E"),
  row("here_document_not_ended.cgi", "here-document-not-ended", "Take away"),
  row("compares_nothing.cgi", "shell-empty-variable", "quotation marks"),
  row("odd_substitution.cgi", "shell-substitution", "QUERY_STRING", {
    needs: "bash",
  }),
  row("executes_missing_program.cgi", "command-not-found", "PATH"),
  row("calls_no_program.cgi", "program-not-executable", "chmod +x /etc/passwd"),
  row("asks_sudo.cgi", "wants-privilege", "sudo -n"),
  row("reads_terminal.cgi", "wants-terminal", "form"),
  row("wants_first_argument.cgi", "arguments-missing", "QUERY_STRING"),
  row("too_many_arguments.cgi", "arguments-too-long", "standard input"),
];
