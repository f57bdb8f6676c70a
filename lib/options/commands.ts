/** An option of a command's own. */
export interface CommandOption {
  /** With its dashes. */
  readonly flag: string;
  /** What stands for its value, or `null` for one that takes none. */
  readonly value: string | null;
  /** The values that there are, where these are few. */
  readonly words?: readonly string[];
  readonly help: string;
}

/** Something other than serving that `gatehouse` does when its first word asks for it. */
export interface CommandHelp {
  readonly name: string;
  /** What may follow its name. */
  readonly words: string;
  readonly help: string;
  /** Options that only this command has. */
  readonly options: readonly CommandOption[];
  /** What else is good to know, in one paragraph. */
  readonly details: string;
  /** Lines to type, each with what comes of it. */
  readonly examples: readonly (readonly [line: string, what: string])[];
}

/** All of them. */
export const COMMANDS: readonly CommandHelp[] = [
  {
    name: "check",
    words: "[ROOT] [--run] [--json]",
    help: "find what is wrong with scripts and files",
    options: [
      { flag: "--run", value: null, help: "also make a GET of each script" },
      { flag: "--json", value: null, help: "a report for programs" },
    ],
    details:
      "Looks at every script and file: executable bits, first lines, interpreters and their versions, what interpreters find when they read a script, links, keys and backups. Takes the options that the site is served with. --run also makes a GET of each script and judges the answer; --json is for programs. The exit code is 1 where there is an error.",
    examples: [
      ["gatehouse check --run", "all that can be known of the site here"],
      ["gatehouse check public --json", "the folder public, for CI"],
    ],
  },
  {
    name: "run",
    words: "SCRIPT ['GET /x?y=1'] [--data TEXT] [--header 'NAME: VALUE']",
    help: "run one script as a request would, and show all of it",
    options: [
      {
        flag: "--data",
        value: "TEXT",
        help: "content of the request, or @FILE",
      },
      {
        flag: "--header",
        value: "NAME: VALUE",
        help: "a field of the request",
      },
    ],
    details:
      "The request may be left out, and so may each part of it: method, path and query. --data is its content (--data @FILE reads it), --header a field. Takes the options that the site is served with. The exit code is 0 only if a visitor would be served.",
    examples: [
      ["gatehouse run cgi-bin/hello.py '?name=Ada'", "a GET with a query"],
      ["gatehouse run cgi-bin/hello.py 'POST /' --data 'name=Ada'", "a form"],
    ],
  },
  {
    name: "replay",
    words: "DIR|FILE [--url URL]",
    help: "repeat requests that --record kept",
    options: [
      { flag: "--url", value: "URL", help: "a server to ask" },
    ],
    details:
      "Runs the scripts of the recorded requests here, or asks a server with --url. What was masked in a record stays so. The exit code is 0 only if all are answered now.",
    examples: [
      [
        "gatehouse --record failed",
        "keeps each request that a script fails on",
      ],
      ["gatehouse replay failed", "repeats them"],
    ],
  },
  {
    name: "init",
    words: "[DIR] [--lang js|py|pl|sh|php|go]",
    help: "write a small site to start from",
    options: [
      {
        flag: "--lang",
        value: "LANGUAGE",
        words: ["js", "py", "pl", "sh", "php", "go"],
        help: "the language of its script",
      },
    ],
    details:
      "Writes a page with a form, a script that answers it, and a test of both; nothing that is there is overwritten. Then it says what to do next.",
    examples: [
      [
        "gatehouse init mysite --lang py",
        "in the new folder mysite, in Python",
      ],
    ],
  },
  {
    name: "config",
    words: "[ROOT] [--json | --schema]",
    help: "show which options hold, and where they were said",
    options: [
      { flag: "--json", value: null, help: "for programs" },
      { flag: "--schema", value: null, help: "a JSON schema of the file" },
    ],
    details:
      "Options come from the command line, then from gatehouse.json, then from what is usual. --schema prints a JSON schema of the file, for editors.",
    examples: [
      ["gatehouse config --json", "for programs"],
    ],
  },
  {
    name: "completions",
    words: "bash|zsh|fish",
    help: "print what makes a shell complete the options",
    options: [],
    details:
      "Source what it prints, or save it where your shell looks for such things.",
    examples: [
      ["source <(gatehouse completions bash)", "in bash; zsh likewise"],
      [
        "gatehouse completions fish > ~/.config/fish/completions/gatehouse.fish",
        "in fish",
      ],
    ],
  },
  {
    name: "help",
    words: "[serving|scripts|files|operation|commands|COMMAND|man]",
    help: "every option of a topic; man is a manual page",
    options: [],
    details:
      "Without a word it is the same as --help. The name of a command tells of that command, as --help behind it does.",
    examples: [
      ["gatehouse help scripts", "every option about scripts"],
      ["gatehouse help man | man -l -", "the manual page"],
    ],
  },
];

/** The words that `gatehouse help` knows. */
export const HELP_TOPICS: readonly string[] = [
  "serving",
  "scripts",
  "files",
  "operation",
  "commands",
  ...COMMANDS.map(({ name }) => name),
  "man",
];
