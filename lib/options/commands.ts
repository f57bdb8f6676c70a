/** Something other than serving that `gatehouse` does when its first word asks for it. */
export interface CommandHelp {
  readonly name: string;
  /** What may follow its name. */
  readonly words: string;
  readonly help: string;
}

/** All of them. */
export const COMMANDS: readonly CommandHelp[] = [
  {
    name: "check",
    words: "[ROOT] [--run] [--json]",
    help: "find what is wrong with scripts and files",
  },
  {
    name: "run",
    words: "SCRIPT ['GET /x?y=1'] [--data TEXT] [--header 'NAME: VALUE']",
    help: "run one script as a request would, and show all of it",
  },
  {
    name: "replay",
    words: "DIR|FILE [--url URL]",
    help: "repeat requests that --record kept",
  },
  {
    name: "init",
    words: "[DIR] [--lang js|py|pl|sh|php|go]",
    help: "write a small site to start from",
  },
  {
    name: "config",
    words: "[ROOT] [--json | --schema]",
    help: "show which options hold, and where they were said",
  },
  {
    name: "completions",
    words: "bash|zsh|fish",
    help: "print what makes a shell complete the options",
  },
  {
    name: "help",
    words: "[serving|scripts|files|operation|commands|man]",
    help: "every option of a topic; man is a manual page",
  },
];

/** The words that `gatehouse help` knows. */
export const HELP_TOPICS: readonly string[] = [
  "serving",
  "scripts",
  "files",
  "operation",
  "commands",
  "man",
];
