import type { Evidence } from "./cause.ts";
import type { Pattern, Telling } from "./pattern.ts";
import { byEditing, byLooking, shellWord } from "./remedy.ts";
import { folderOf, quote } from "./text.ts";

/** Functions that modules bring, and the line that brings them. */
const BRINGERS: readonly (readonly [RegExp, string])[] = [
  [
    /^(?:header|param|redirect|start_html|end_html|start_form|end_form|textfield|submit|escapeHTML|cookie|h1|p|escape|unescape)$/,
    "use CGI qw(:standard);",
  ],
  [/^(?:Dumper)$/, "use Data::Dumper;"],
  [/^(?:encode_json|decode_json)$/, "use JSON::PP;"],
  [/^(?:to_json|from_json)$/, "use JSON;"],
  [/^(?:strftime|floor|ceil|setlocale)$/, "use POSIX;"],
  [/^(?:basename|dirname|fileparse)$/, "use File::Basename;"],
  [
    /^(?:first|sum|max|min|reduce|shuffle|uniq|any|all)$/,
    "use List::Util qw(NAME);",
  ],
  [/^(?:encode|decode|encode_utf8|decode_utf8)$/, "use Encode;"],
  [/^(?:croak|carp|confess|cluck)$/, "use Carp;"],
  [/^(?:uri_escape|uri_unescape|uri_escape_utf8)$/, "use URI::Escape;"],
  [/^(?:encode_base64|decode_base64)$/, "use MIME::Base64;"],
  [/^(?:md5_hex|md5)$/, "use Digest::MD5 qw(NAME);"],
  [/^(?:sha1_hex|sha256_hex)$/, "use Digest::SHA qw(NAME);"],
  [/^(?:timelocal|timegm)$/, "use Time::Local;"],
  [/^(?:tempfile|tempdir)$/, "use File::Temp qw(NAME);"],
  [/^(?:getcwd|cwd)$/, "use Cwd;"],
  [/^(?:blessed|reftype|looks_like_number)$/, "use Scalar::Util qw(NAME);"],
];

/** What Perl misses: modules that were not loaded, functions that nobody defined, files beside the script. */
export const PERL_NAMES: readonly Pattern[] = [
  {
    id: "perl-module-not-loaded",
    pattern:
      /^Can't locate object method "(\w+)" via package "([\w:]+)" \(perhaps you forgot to load/m,
    tell: ([, method = "", name = ""], evidence) => ({
      sentence:
        `The script calls \`${name}->${method}\`, and never loads \`${name}\`.`,
      remedy: inserting(`use ${name};`, evidence),
    }),
  },
  {
    id: "perl-subroutine-missing",
    pattern: /^Undefined subroutine &(?:main::)?([\w:]+) called/m,
    tell: ([, name = ""], evidence) => {
      const bringer = BRINGERS.find(([pattern]) => pattern.test(name))?.[1]
        .replace("NAME", name);
      return {
        sentence: `The script calls \`${name}\`, which nothing defines.`,
        remedy: bringer ? inserting(bringer, evidence) : {
          text:
            "Mend its name, define it (`sub`), or `use` the module that has it.",
        },
      };
    },
  },
  {
    id: "perl-file-missing",
    pattern:
      /^Can't locate ([^\s:]+\.(?:pl|ph|cgi|lib)|\.?\.?\/\S+) (?:in @INC|at )/m,
    tell: ([, path = ""], evidence) => tellFile(path, evidence),
  },
  {
    id: "perl-no-true-value",
    pattern: /^(\S+) did not return a true value at /m,
    tell: ([, path = ""], evidence) => ({
      sentence: `${quote(path)} ends in something that is not true.`,
      evidence: ["a file that is required has to, as Perl has it"],
      remedy: byLooking(
        evidence,
        "Write `1;` in its last line.",
        `tail -3 ${shellWord(place(path, evidence))}`,
      ),
    }),
  },
  {
    id: "perl-too-old",
    pattern: /^Perl (v[\d.]+) required--this is only (v[\d.]+)/m,
    tell: ([, wanted = "", found = ""]) => ({
      sentence:
        `The script wants Perl \`${wanted}\`, and \`${found}\` runs it.`,
      remedy: {
        text:
          "Name a newer Perl in line 1, or ask for less: `use v5.10;` and what the script needs of `use feature`.",
      },
    }),
  },
  {
    id: "perl-say",
    pattern: /Do you need to predeclare "?say"?\?|near "say /,
    languages: ["perl"],
    tell: (_, evidence) => ({
      sentence: "The script uses `say`, which Perl knows only when it is told.",
      remedy: inserting("use feature 'say';", evidence),
    }),
  },
  {
    id: "perl-at-in-string",
    pattern:
      /^(?:Global symbol "(@\w+)" requires|Possible unintended interpolation of (@\w+))[^\n]*? line (\d+)/m,
    tell: ([, one, two, line = ""], evidence) => {
      const name = one ?? two ?? "";
      const text = evidence.file.source.split("\n")[Number(line) - 1] ?? "";
      return !new RegExp(`["\\w.-]${name}`).test(text) ? null : {
        sentence:
          `In line ${line} Perl takes \`${name}\` within a text for an array.`,
        evidence: [`line ${line} is ${quote(text.trim())}`],
        remedy: byEditing(
          evidence,
          `Write \`\\${name}\`, or put the text in single quotation marks.`,
          `${line}s/([A-Za-z0-9_."-])${name}/\\1\\\\${name}/g`,
          "-E",
        ),
      };
    },
  },
  {
    id: "perl-taint",
    pattern: /^Insecure (?:dependency in|\$ENV\{|directory in)[^\n]*/m,
    tell: () => ({
      sentence:
        "Perl runs with `-T`, and does not let what comes from outside into a command or a file's name.",
      remedy: {
        text:
          'Take out of it what you expect, by a pattern (`my ($name) = $input =~ /^(\\w+)$/`), and set the path: `$ENV{PATH} = "/usr/bin:/bin";`.',
      },
    }),
  },
  {
    id: "perl-taint",
    pattern:
      /^"-T" is on the #! line, it must also be used on the command line/m,
    tell: () => ({
      sentence:
        "Line 1 asks for `-T`, and Perl was started without it, since the server does not start the script by that line.",
      remedy: {
        text:
          "Make the script executable, so that its first line starts it; or `--interpreter '.pl=perl -T'`.",
      },
    }),
  },
];

function inserting(line: string, evidence: Evidence): Telling["remedy"] {
  const place = evidence.file.source.startsWith("#!") ? "1a" : "1i";
  return byEditing(
    evidence,
    `Write \`${line}\` at the top.`,
    `${place} ${line}`,
  );
}

function place(path: string, { script }: Evidence): string {
  return path.startsWith("/")
    ? path
    : `${folderOf(script)}/${path.replace(/^\.\//, "")}`;
}

function tellFile(path: string, evidence: Evidence): Telling {
  const folder = folderOf(evidence.script);
  if (path === "cgi-lib.pl") {
    return {
      sentence:
        "The script wants `cgi-lib.pl`, a library of the nineties that is not here.",
      remedy: {
        text:
          'Use the module `CGI` in its place: `use CGI; my $q = CGI->new; my $name = $q->param("name");`.',
      },
    };
  }
  const bare = !/^\.{0,2}\//.test(path);
  return {
    sentence: `The script requires ${quote(path)}, which Perl does not find.`,
    evidence: [
      bare
        ? "since Perl 5.26 the script's own folder is not looked at for that"
        : `relative paths start at \`${folder}\``,
    ],
    remedy: {
      text: bare
        ? `Write \`require "./${path}";\` for a file beside the script.`
        : "Put the file there, or mend its path.",
    },
  };
}
