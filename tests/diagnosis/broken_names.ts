import { type BrokenScript, row } from "./broken_script.ts";

/** Scripts in Perl, Ruby and JavaScript that want what is not there. */
export const BROKEN_NAMES: readonly BrokenScript[] = [
  row("calls_unloaded_module.pl", "perl-module-not-loaded", "use HTTP::Tiny;", {
    needs: "perl",
  }),
  row(
    "calls_undefined_subroutine.pl",
    "perl-subroutine-missing",
    "use Data::Dumper;",
    { needs: "perl" },
  ),
  row(
    "requires_without_folder.pl",
    "perl-file-missing",
    'require "./settings.pl"',
    { needs: "perl" },
  ),
  row("requires_missing_file.pl", "perl-file-missing", "Put the file", {
    needs: "perl",
  }),
  row("requires_cgi_lib.pl", "perl-file-missing", "use CGI;", {
    needs: "perl",
  }),
  row("requires_untrue_file.pl", "perl-no-true-value", "`1;`", {
    needs: "perl",
  }),
  row("wants_newer_perl.pl", "perl-too-old", "newer Perl", { needs: "perl" }),
  row("says_hello.pl", "perl-say", "use feature", { needs: "perl" }),
  row("address_in_text.pl", "perl-at-in-string", "@example", { needs: "perl" }),
  row("taints.pl", "perl-taint", "pattern", { needs: "perl" }),
  row("requires_unknown_gem.rb", "ruby-module-missing", "require_relative", {
    needs: "ruby",
  }),
  row("wants_gem_bundle.rb", "ruby-bundle-missing", "bundle install", {
    needs: "ruby",
  }),
  row("fetches_variable.rb", "environment-variable-missing", "--pass-env", {
    needs: "ruby",
  }),
  row("reads_missing_file.rb", "file-missing", "own folder", { needs: "ruby" }),
  row("parses_no_json.rb", "content-not-json", "--data", { needs: "ruby" }),
  row("returns_text.js", "no-response", "new Response"),
  row("imports_bare_name.cgi", "javascript-module-missing", "npm:express", {
    needs: "deno",
  }),
  row(
    "imports_without_extension.cgi",
    "javascript-module-missing",
    "with its extension",
    { needs: "deno" },
  ),
  row("data.json", "document-not-script", "Move it", { suspect: true }),
  row("imports_json.js", "json-import", 'type: "json"'),
  row("asks_by_prompt.js", "reads-keyboard", "searchParams"),
  row("parses_no_json.js", "content-not-json", "--data"),
  row("reads_missing_file.js", "file-missing", "own folder"),
  row("types_in_node.cgi", "typescript-in-node", "chmod -x", { needs: "node" }),
  row(
    "imports_package_in_node.cgi",
    "javascript-module-missing",
    "npm --prefix",
    { needs: "node" },
  ),
];
