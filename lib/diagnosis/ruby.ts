import type { Cause, Evidence } from "./cause.ts";
import { causesOf, plainStderr, type Telling } from "./pattern.ts";
import { byCommand, byLooking, shellWord } from "./remedy.ts";
import { folderOf, quote } from "./text.ts";
import { missingVariable } from "./variable.ts";

/** What Ruby's own library lost, and since when; each lives on as a gem of the same name. */
const LEFT: Readonly<Record<string, string>> = {
  "base64": "3.4",
  "benchmark": "4.0",
  "bigdecimal": "3.4",
  "cgi": "4.0",
  "csv": "3.4",
  "drb": "3.4",
  "logger": "4.0",
  "matrix": "3.1",
  "mutex_m": "3.4",
  "net/ftp": "3.1",
  "net/imap": "3.1",
  "net/pop": "3.1",
  "net/smtp": "3.1",
  "observer": "3.4",
  "ostruct": "4.0",
  "prime": "3.1",
  "pstore": "4.0",
  "rexml/document": "3.0",
  "rss": "3.0",
  "syslog": "3.4",
  "webrick": "3.0",
};

/** Gems that are called otherwise than what is required of them. */
const GEMS: Readonly<Record<string, string>> = {
  action_mailer: "actionmailer",
  active_record: "activerecord",
  active_support: "activesupport",
  "google/apis": "google-apis-core",
  "google/cloud/storage": "google-cloud-storage",
  openai: "ruby-openai",
  "rack/handler": "rackup",
  rest_client: "rest-client",
};

/** Causes that show on the stderr of Ruby. */
export const RUBY_CAUSES: readonly Cause[] = causesOf([
  {
    id: "ruby-module-missing",
    pattern: /cannot load such file -- (\S+) \(LoadError\)/,
    tell: ([, name = ""], evidence) => missingModule(name, evidence),
  },
  {
    id: "ruby-bundle-missing",
    pattern:
      /Could not (?:find (?:gem )?['`]?\S+|locate Gemfile)|Bundler::\w+|Gem::MissingSpec\w*|bundler: [^\n]*not found|Gem::LoadError/,
    languages: ["ruby"],
    tell: (_, evidence) => ({
      sentence: "The gems that the script's Gemfile names are not here.",
      evidence: [
        "scripts have neither your HOME nor the settings of your shell",
      ],
      remedy: byCommand(
        evidence,
        "Install them into the script's own folder, for the Ruby that runs it.",
        `cd ${
          shellWord(folderOf(evidence.script))
        } && bundle config set --local path vendor/bundle && bundle install`,
      ),
    }),
  },
  {
    id: "environment-variable-missing",
    pattern: /key not found: "([A-Z][A-Z0-9_]+)" \(KeyError\)/,
    languages: ["ruby"],
    tell: ([, name = ""], { file }) =>
      /\bENV\b/.test(file.source) ? missingVariable(name) : null,
  },
  {
    id: "ruby-syntax",
    pattern:
      /^\S[^\n]*?:(\d+): (?!warning|in [`'])((?:syntax error|[^\n]*\b(?:unexpected|unterminated|invalid|missing|expect\w*)\b)[^\n]*)/m,
    languages: ["ruby"],
    tell: ([, line = "", message = ""], evidence) => ({
      sentence: `Ruby cannot read the script; in line ${line} it finds: ${
        quote(message)
      }.`,
      remedy: byLooking(
        evidence,
        "Mend that line, or the one before it.",
        `ruby -wc ${shellWord(evidence.script)}`,
      ),
    }),
  },
]);

/** The last resort for Ruby: an exception that no other cause explains. */
export const RUBY_EXCEPTION: readonly Cause[] = causesOf([{
  id: "ruby-exception",
  pattern: /^\S[^\n]*?:(\d+):in [`'][^\n]*?': ([^\n]*) \(([A-Z][\w:]*)\)$/m,
  languages: ["ruby"],
  tell: ([, line = "", message = "", name = ""], evidence) => ({
    sentence: `Ruby stopped in line ${
      ownLine(evidence) ?? line
    } with ${name}: ${message.replaceAll("`", "'")}.`,
    remedy: { text: "Mend what that line does." },
  }),
}]);

/** The first line of the script itself that the trace names; what stands before is in libraries. */
function ownLine(evidence: Evidence): string | undefined {
  const line = plainStderr(evidence).split("\n").map((text) =>
    text.replace(/^\s*(?:\d+: )?(?:from )?/, "")
  ).find((text) => text.startsWith(`${evidence.script}:`));
  return line && /^:(\d+)/.exec(line.slice(evidence.script.length))?.[1];
}

function missingModule(name: string, evidence: Evidence): Telling {
  const required = new RegExp(`require ["'](\\.{0,2}/[^"'\\n]*)`).exec(
    evidence.file.source,
  );
  const [first = name] = name.split("/");
  const since = LEFT[name] ?? LEFT[first];
  const gem = since
    ? (LEFT[name] ? name : first).split("/document")[0]
      ?.replaceAll("/", "-") ?? first
    : GEMS[name] ?? GEMS[first] ?? first;
  return {
    sentence: `Ruby does not have \`${name}\`${
      since ? `, which left its standard library in ${since}` : ""
    }.`,
    remedy: required && name.startsWith("/")
      ? { text: "Put the file there, or mend its path." }
      : byCommand(
        evidence,
        since
          ? "Install the gem that brings it back."
          : "Install the gem that brings it; or, if it is a file of your own beside the script, write `require_relative` for `require`.",
        `gem install ${shellWord(gem)}`,
      ),
  };
}
