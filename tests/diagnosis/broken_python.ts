import { type BrokenScript, row } from "./broken_script.ts";

const PYTHON = "python3";

/** Scripts in Python that are too old, too new, or take things for granted. */
export const BROKEN_PYTHON: readonly BrokenScript[] = [
  row("imports_yaml.py", "python-module-missing", "pip install PyYAML", {
    needs: PYTHON,
  }),
  row(
    "imports_setuptools_as_distutils.py",
    "python-module-removed",
    "which has it",
    { needs: "python3.12", suspect: true },
  ),
  row("uses_xrange.py", "python2-name", "`range`", { needs: PYTHON }),
  row("quotes_by_urllib.py", "python2-name", "urllib.parse.quote", {
    needs: PYTHON,
  }),
  row("asks_has_key.py", "python2-name", "key in d", { needs: PYTHON }),
  row("prints_to_stderr_as_python2.py", "python2-syntax", "file=sys.stderr", {
    needs: PYTHON,
  }),
  row("unequal_as_python2.py", "python2-syntax", "`!=`", { needs: PYTHON }),
  row("imports_mapping.py", "python-name-removed", "collections.abc.Mapping", {
    needs: "python3.10",
  }),
  row("expects_content_length.py", "environment-variable-missing", "or 0)", {
    needs: PYTHON,
  }),
  row("splits_no_cookie.py", "environment-variable-missing", "environ.get(", {
    needs: PYTHON,
  }),
  row("expects_cookie.py", "cookie-missing", "in cookies", { needs: PYTHON }),
  row("expects_arguments.py", "arguments-missing", "QUERY_STRING", {
    needs: PYTHON,
  }),
  row("takes_query_apart.py", "query-missing", "parse_qs", { needs: PYTHON }),
  row("wants_name_of_module.py", "python-name-missing", "Mend the name", {
    needs: PYTHON,
  }),
  row("imports_relatively.py", "python-relative-import", "s/^(", {
    needs: PYTHON,
  }),
  row("never_awaits.py", "python-not-awaited", "asyncio.run(main())", {
    needs: PYTHON,
  }),
  row("reads_latin1_file.py", "python-input-encoding", "encoding=", {
    needs: PYTHON,
  }),
  row("opens_folder.py", "folder-for-file", "within", { needs: PYTHON }),
  row("calls_itself.py", "endless-recursion", "stop", { needs: PYTHON }),
  row("wants_locale.py", "locale-missing", "locale -a", { needs: PYTHON }),
  row("runs_missing_program.py", "command-not-found", "PATH", {
    needs: PYTHON,
  }),
  row("takes_address_in_use.py", "address-in-use", "listens", {
    needs: PYTHON,
  }),
  row(
    "distrusts_certificate.py",
    "certificate-not-trusted",
    "ca-certificates",
    { needs: PYTHON },
  ),
  row("waits_for_service.py", "service-too-slow", "firewall", {
    needs: PYTHON,
  }),
  row("database_read_only.py", "database-read-only", "--data DIR", {
    needs: PYTHON,
  }),
  row("database_without_folder.py", "database-not-opened", "Make the folder", {
    needs: PYTHON,
  }),
  row("database_without_table.py", "database-table-missing", "CREATE TABLE", {
    needs: PYTHON,
  }),
  row("database_damaged.py", "database-damaged", "copy", { needs: PYTHON }),
  row("raises_template_not_found.py", "python-exception", "traceback", {
    needs: PYTHON,
  }),
  row("asserts.py", "python-exception", "traceback", { needs: PYTHON }),
];
