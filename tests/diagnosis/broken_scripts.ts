import { type BrokenScript, row } from "./broken_script.ts";
import { BROKEN_MIXED } from "./broken_mixed.ts";
import { BROKEN_NAMES } from "./broken_names.ts";
import { BROKEN_OUTPUT } from "./broken_output.ts";
import { BROKEN_PHP } from "./broken_php.ts";
import { BROKEN_PYTHON } from "./broken_python.ts";
import { BROKEN_SHELL } from "./broken_shell.ts";

export type { BrokenScript };

const PYTHON = "python3";

/** Every script of `broken/` that any Unix can run. */
export const BROKEN_SCRIPTS: readonly BrokenScript[] = [
  // How it is started.
  row("not_executable.cgi", "not-executable", "chmod +x", {
    suspect: true,
  }),
  row("no_interpreter_line.cgi", "no-interpreter-line", "1i #!/usr/bin/env p", {
    suspect: true,
  }),
  row("interpreter_line_crlf.cgi", "interpreter-line-crlf", "s/\\r$//", {
    suspect: true,
  }),
  row("byte_order_mark.cgi", "byte-order-mark", "\\xEF\\xBB\\xBF", {
    suspect: true,
  }),
  row("interpreter_missing.cgi", "interpreter-missing", /#!\/\S+\/python3?\|/, {
    suspect: true,
    needs: PYTHON,
  }),
  row("env_program_missing.cgi", "interpreter-missing", "env python3|", {
    suspect: true,
    needs: PYTHON,
  }),
  row("env_with_words.cgi", "interpreter-line-words", "env -S python3 -u", {
    suspect: true,
  }),
  row("interpreter_line_relative.cgi", "interpreter-line-relative", "/sh|", {
    suspect: true,
  }),
  row("interpreter_line_windows.cgi", "interpreter-line-windows", "python3|", {
    suspect: true,
  }),
  row("interpreter_line_not_first.cgi", "interpreter-line-not-first", "sed", {
    suspect: true,
  }),
  row(
    "interpreter_line_spaces.cgi",
    "interpreter-line-spaces",
    "|#!/usr/bin/env python3|",
    { suspect: true },
  ),
  row("interpreter_line_empty.cgi", "interpreter-line-empty", "python3|", {
    suspect: true,
  }),
  row("interpreter_line_too_long.cgi", "interpreter-line-too-long", "sed", {
    suspect: true,
  }),
  row(
    "interpreter_not_executable.cgi",
    "interpreter-not-executable",
    "python3|",
    { suspect: true },
  ),
  row("page.cgi", "html-not-script", "Move it", { suspect: true }),
  row("picture.cgi", "data-not-script", "Move it", { suspect: true }),
  row("utf16_script.cgi", "utf16-script", "iconv -f UTF-16", { suspect: true }),
  row("wrong_architecture.cgi", "wrong-architecture", "Build", {
    suspect: true,
  }),
  row("empty.cgi", "script-empty", "Save", { suspect: true }),

  row("interpreter_misspelt.cgi", "interpreter-missing", "env python3|", {
    suspect: true,
    needs: PYTHON,
  }),
  row("awk_without_option.cgi", "interpreter-line-option", "awk -f|", {
    suspect: true,
    needs: "awk",
  }),
  row("notes.md", "document-not-script", "Move it", { suspect: true }),
  row("program.c", "source-not-compiled", /cc -O2 -o .*\/program\.cgi'? /, {
    suspect: true,
  }),
  row("page.jsp", "needs-another-server", "--interpreter .jsp=", {
    suspect: true,
  }),

  // What its interpreter says.
  row("colorsys.py", "python-module-hidden", "mv ", { needs: PYTHON }),
  row("typographic_quotes.py", "typographic-characters", "3{ s/(“|", {
    needs: "python3.10",
  }),
  row("typographic_space.py", "typographic-characters", "\\xC2\\xA0", {
    needs: "python3.10",
  }),
  row("reads_keyboard.py", "reads-keyboard", "parse_qs", { needs: PYTHON }),
  row("wants_cookie.py", "environment-variable-missing", "environ.get(", {
    needs: PYTHON,
  }),
  row("wsgi_application.py", "python-app-not-run", "run(application)", {
    needs: PYTHON,
  }),
  row("main_guard.py", "python-main-guard", '"__main__"', { needs: PYTHON }),
  row("main_not_called.py", "main-not-called", "main()", { needs: PYTHON }),
  row("never_serves.py", "starts-a-server", "CGIHandler", { needs: PYTHON }),
  row("imports_in_node.cgi", "import-in-commonjs", ".mjs", {
    needs: "node",
    alone: true,
  }),
  row("promise_never_settles.js", "promise-never-settles", "resolved"),
  row("serves_itself.js", "starts-a-server", "export default"),
  row("ruby_exception.rb", "ruby-exception", "line", { needs: "ruby" }),
  row("ruby_syntax.rb", "ruby-syntax", "ruby -wc", { needs: "ruby" }),
  row("perl_dies_of_file.pl", "file-missing", "path", { needs: "perl" }),
  row("version_manager.cgi", "version-manager", "pyenv which"),
  row("compares_as_bash.cgi", "bash-in-sh", "==", { needs: "dash" }),
  row("imports_cgi.py", "python-module-removed", "pip install legacy-cgi", {
    needs: "python3.13",
    suspect: true,
  }),
  row("imports_binhex.py", "python-module-removed", "binascii", {
    needs: "python3.11",
    suspect: true,
  }),
  row("imports_urllib2.py", "python2-module", "urllib.request", {
    needs: PYTHON,
    suspect: true,
  }),
  row("imports_unknown_module.py", "python-module-missing", "pip install", {
    needs: PYTHON,
  }),
  row("wants_field.py", "form-field-missing", ".get(", { needs: PYTHON }),
  row("wants_json.py", "content-not-json", "--data", { needs: PYTHON }),
  row("imports_other_name.py", "python-module-missing", "install mysqlclient", {
    needs: PYTHON,
  }),
  row("prints_as_python2.py", "python2-syntax", "print(", {
    needs: PYTHON,
    suspect: true,
  }),
  row("python_syntax.py", "python-syntax", "py_compile", { needs: PYTHON }),
  row("python_indentation.py", "python-indentation", "spaces", {
    needs: PYTHON,
  }),
  row("python_tabs.py", "python-indentation", "no tabs", { needs: PYTHON }),
  row("python_latin1_source.py", "python-source-encoding", "UTF-8", {
    needs: PYTHON,
  }),
  row("prints_euro_as_latin1.py", "python-output-encoding", "reconfigure", {
    needs: PYTHON,
  }),
  row("mixes_bytes_and_text.py", "python-bytes-and-text", "buffer.write", {
    needs: PYTHON,
  }),
  row("wants_home.py", "environment-variable-missing", "--pass-env HOME", {
    needs: PYTHON,
  }),
  row("divides_by_zero.py", "python-exception", "traceback", { needs: PYTHON }),
  row("imports_unknown_module.pl", "perl-module-missing", "cpan Nobody::Has", {
    needs: "perl",
  }),
  row("perl_syntax.pl", "perl-syntax", "perl -wc", { needs: "perl" }),
  row("dies.pl", "perl-died", "line", { needs: "perl" }),
  row("bash_in_sh.cgi", "bash-in-sh", "bash|", { needs: "dash" }),
  row("shell_syntax.cgi", "shell-syntax", "sh -n"),
  row("shell_spaces.cgi", "shell-spaces", "sed -E -i"),
  row("shell_bracket.cgi", "shell-spaces", "sed -E -i"),
  row("shell_empty_variable.cgi", "shell-empty-variable", "quotation marks"),
  row("command_not_found.cgi", "command-not-found", "PATH"),
  row("crlf_in_script.cgi", "crlf-in-script", "s/\\r$//"),
  row("wants_variable.cgi", "environment-variable-missing", "--env COLOUR"),
  row("php_cli.cgi", "php-cli", "php-cgi", { needs: "php" }),
  row(
    "php_no_redirect_status.cgi",
    "php-no-redirect-status",
    "REDIRECT_STATUS=200",
    { needs: "php-cgi" },
  ),
  row("php_no_input_file.cgi", "php-no-input-file", "--interpreter .php", {
    needs: "php-cgi",
    alone: true,
  }),
  row("php_syntax.php", "php-syntax", "php -l", {
    needs: "php-cgi",
    alone: true,
    starter: "php-cgi",
  }),
  row("php_fatal.php", "php-fatal", "Mend", {
    needs: "php-cgi",
    alone: true,
    starter: "php-cgi",
  }),
  row("php_undefined_function.php", "php-function-unknown", "Mend its name", {
    needs: "php-cgi",
    alone: true,
    starter: "php-cgi",
  }),
  row("php_removed_function.php", "php-function-removed", "mysqli", {
    needs: "php-cgi",
    alone: true,
    starter: "php-cgi",
  }),
  row("php_extension_missing.php", "php-extension-missing", "php-cgi -m", {
    needs: "php-cgi",
    alone: true,
    starter: "php-cgi",
  }),
  row("php_include_missing.php", "php-include-missing", "__DIR__", {
    needs: "php-cgi",
    alone: true,
    starter: "php-cgi",
  }),
  row("php_time_limit.php", "php-time-limit", "max_execution_time", {
    needs: "php-cgi",
    alone: true,
    starter: "php-cgi",
  }),
  row("deno_in_node.cgi", "deno-api-in-node", "chmod -x", { needs: "node" }),
  row("require_in_module.cgi", "require-in-module", ".cjs", { needs: "deno" }),
  row("wants_document.cgi", "browser-api", "page", { needs: "node" }),
  row("javascript_module_missing.cgi", "javascript-module-missing", "path", {
    needs: "node",
  }),
  row("javascript_syntax.cgi", "javascript-syntax", "line", { needs: "node" }),
  row("javascript_error.cgi", "javascript-error", "Catch", { needs: "node" }),
  row("wants_network.js", "permission-not-granted", "--allow-net"),
  row("wants_to_run.js", "permission-not-granted", "--allow-run=ls"),

  // What it writes.
  row("writes_nothing.cgi", "no-output", "Content-Type"),
  row("no_header.py", "no-header", 'print("Content-Type', { needs: PYTHON }),
  row("header_after_page.py", "html-before-header", "before all others", {
    needs: PYTHON,
  }),
  row("no_header.cgi", "no-header", "Content-Type"),
  row("page_before_header.cgi", "html-before-header", "Content-Type"),
  row("text_before_header.cgi", "text-before-header", "standard error"),
  row("empty_line_first.cgi", "empty-line-first", "empty line"),
  row("header_not_ended.cgi", "header-not-ended", "empty line"),
  row("header_and_no_more.cgi", "header-not-ended", "empty line"),
  row("folds_header.cgi", "folded-header", "one line"),
  row("bad_status.cgi", "bad-status", "Status: 200 OK"),
  row("bad_field_name.cgi", "bad-field-name", "hyphens"),
  row("bad_field_value.cgi", "bad-field-value", "Encode"),
  row("bad_location.cgi", "bad-location", "percent-encoded", { alone: true }),
  row("status_twice.cgi", "field-twice", "once"),
  row("no_content_type.cgi", "no-content-type", "Content-Type", {
    alone: true,
  }),
  row("status_line.cgi", "status-line", "Status: 200 OK", { alone: true }),
  row("echo_option.cgi", "echo-option-printed", "printf", { needs: "dash" }),
  row("literal_newline.cgi", "literal-newline", "printf", { needs: "bash" }),
  row(
    "byte_order_mark_in_output.cgi",
    "byte-order-mark-in-output",
    "byte order mark",
  ),
  row("utf16_output.py", "utf16-output", "UTF-8", { needs: PYTHON }),

  row("picture_overtakes_header.py", "binary-before-header", "flush", {
    needs: PYTHON,
  }),
  row("binary_without_header.cgi", "binary-before-header", "image/png"),
  row("field_without_colon.cgi", "malformed-field", "Content-Type:"),
  row("field_in_quotation_marks.cgi", "malformed-field", "Content-Type:"),

  // How it ends.
  row("killed_in_header.cgi", "killed", "dmesg"),
  row("gives_up_in_header.cgi", "exit-code", "Mend"),
  row("too_much_processor_time.cgi", "ended-by-signal", "ulimit -t"),
  row("exits_in_silence.cgi", "exit-code", "standard error"),
  row("crashes.cgi", "crashed", "by hand"),
  row("is_killed.cgi", "killed", "dmesg"),
  row("is_hung_up.cgi", "ended-by-signal", "Find"),
  row("never_ends.cgi", "time-limit", "--cgi-timeout"),
  row("falls_silent.cgi", "silence-limit", "--cgi-silence"),
  row("keeps_output_back.py", "output-kept-back", "flush=True", {
    needs: PYTHON,
  }),
  row("stops_in_content.py", "content-stopped", "not to blame", {
    needs: PYTHON,
    content: 9,
  }),
  row("waits_for_content.py", "waits-for-content", "CONTENT_LENGTH", {
    needs: PYTHON,
    content: 9,
  }),

  // What it needs.
  row("wants_missing_file.py", "file-missing", "own folder", { needs: PYTHON }),
  row("wants_missing_file.cgi", "file-missing", "own folder"),
  row("may_not_open_file.py", "file-permission", "ls -ld /etc /etc/shadow", {
    needs: PYTHON,
  }),
  row("database_locked.py", "database-locked", "busy_timeout", {
    needs: PYTHON,
  }),
  row("disk_full.cgi", "disk-full", "df -h"),
  row("too_many_open_files.py", "too-many-open-files", "ulimit -n", {
    needs: PYTHON,
  }),
  row("too_many_processes.py", "too-many-processes", "--max-scripts", {
    needs: PYTHON,
  }),
  row("out_of_memory.py", "out-of-memory", "pieces", { needs: PYTHON }),
  row("host_not_found.cgi", "host-not-found", "name"),
  row("service_unreachable.py", "service-unreachable", "Start", {
    needs: PYTHON,
  }),

  ...BROKEN_PYTHON,
  ...BROKEN_SHELL,
  ...BROKEN_OUTPUT,
  ...BROKEN_PHP,
  ...BROKEN_NAMES,
  ...BROKEN_MIXED,
];
