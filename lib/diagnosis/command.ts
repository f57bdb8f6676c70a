import type { Cause, Evidence } from "./cause.ts";
import { causesOf, type Telling } from "./pattern.ts";
import { byCommand, shellWord } from "./remedy.ts";
import { folderOf } from "./text.ts";

/** What is said of a program that a script calls and that its PATH does not hold; all languages use it. */
export function missingCommand(name: string): Telling {
  if (name.includes("/")) {
    return {
      sentence: `The script calls \`${name}\`, which is not there.`,
      remedy: { text: "Install it there, or mend its path." },
    };
  }
  return {
    sentence: `The script calls \`${name}\`, which is not on its PATH.`,
    evidence: ["scripts get a PATH of their own, not that of your shell"],
    remedy: {
      text:
        `Install \`${name}\`, name it by its absolute path, or start the server with \`--env PATH=…\`.`,
    },
  };
}

const ASKS_ROOT =
  /: (?:exec: )?(sudo|su|doas|pkexec): (?:command )?not found|'(sudo|su|doas|pkexec)'$|^(sudo|su|doas): [^\n]*(?:password|terminal|tty|no new privileges|Authentication)/m;

/** What goes wrong with the programs that a script calls. */
export const COMMAND_CAUSES: readonly Cause[] = causesOf([
  {
    id: "wants-privilege",
    pattern: ASKS_ROOT,
    tell: ([, one, two, three]) => ({
      sentence: `The script asks \`${
        one ?? two ?? three
      }\` for the rights of another user, and nobody is there to give them.`,
      evidence: [
        "a script runs as the server's user, without terminal or password",
      ],
      remedy: {
        text:
          "Let it do without: give the server's user the right to that one file or service. Where it must be, a line in `/etc/sudoers` with `NOPASSWD:` for that one command, called by `sudo -n`.",
      },
    }),
  },
  {
    id: "command-not-found",
    pattern:
      /^FileNotFoundError: \[Errno 2\] No such file or directory(?:: '([^'\/\n]+)')?$/m,
    tell: ([, name], { run, file }) => {
      const executed = /\bexec[lv]p?e?\(\s*["']([^"'\/\n]+)["']/
        .exec(file.source)?.[1];
      const called = /_execute_child|subprocess\.py/.test(run?.stderr ?? "")
        ? name
        : executed;
      return called && called === (name ?? called)
        ? missingCommand(called)
        : null;
    },
  },
  {
    id: "program-not-executable",
    pattern:
      /: (?:line )?\d+: (?:exec: )?([^:\n]+): (?:cannot execute: )?Permission denied$|^PermissionError: \[Errno 13\] Permission denied: '([^'\n]+)'$/m,
    tell: ([, shell, python], evidence) => {
      const { exitCode = null, stderr = "" } = evidence.run ?? {};
      const called = shell ? exitCode === 126 : /_execute_child/.test(stderr);
      const path = shell ?? python ?? "";
      return called ? refused(path, evidence) : null;
    },
  },
  {
    id: "arguments-too-long",
    pattern: /Argument list too long|\bE2BIG\b/,
    tell: () => ({
      sentence:
        "The script hands a program more arguments or variables than the system allows.",
      remedy: {
        text:
          "Hand large things over by standard input or a file, not as an argument or an exported variable.",
      },
    }),
  },
  {
    id: "wants-terminal",
    pattern:
      /\/dev\/tty|not a tty|is not a terminal|no tty present|(?:stty|tput|tcgetattr|termios|ttyname)[^\n]*Inappropriate ioctl|TERM environment variable not set|No value for \$TERM|failed tty get|input device is not a TTY|getlogin\(\)|[Ee]rror opening terminal/,
    tell: () => ({
      sentence: "The script wants a terminal, and nobody sits at one.",
      evidence: ["a script has no terminal, and standard input is the request"],
      remedy: {
        text:
          "Take what it asks for from the query or a form, and leave out what draws on a screen (`stty`, `tput`, `clear`, `less`).",
      },
    }),
  },
]);

function refused(path: string, evidence: Evidence): Telling {
  const file = path.startsWith("/")
    ? path
    : `${folderOf(evidence.script)}/${path.replace(/^\.\//, "")}`;
  return {
    sentence: `The script calls \`${path}\`, which may not be run.`,
    evidence: ["what is called must be executable for the server's user"],
    remedy: byCommand(
      evidence,
      "Make it executable, if it is a program.",
      `chmod +x ${shellWord(file)}`,
    ),
  };
}
