import { COMMANDS, HELP_TOPICS } from "./commands.ts";
import type { Row } from "./row.ts";
import { optionFlag, OPTIONS } from "./table.ts";

/** Shells that completions are made for. */
export const SHELLS = ["bash", "zsh", "fish"] as const;

/** The name of such a shell. */
export type Shell = (typeof SHELLS)[number];

/** A script for a shell, after which it completes the words of `gatehouse`. */
export function completions(shell: Shell): string {
  return { bash, zsh, fish }[shell]();
}

interface Option {
  readonly flag: string;
  readonly row: Row<unknown>;
}

const ROWS: readonly Option[] = Object.entries(
  OPTIONS as Record<string, Row<unknown>>,
).map(([name, row]) => ({ flag: `--${optionFlag(name)}`, row }));

/** What a shell can offer for the value of an option. */
function kindOf({ value, words }: Row<unknown>): string {
  if (value === null) return "switch";
  if (words) return "words";
  return value === "DIR" ? "folder" : value === "FILE" ? "file" : "other";
}

function flagsOf(kind: string): string {
  const flags = ROWS.filter(({ row }) => kindOf(row) === kind)
    .flatMap(({ flag, row }) => row.short ? [flag, `-${row.short}`] : [flag]);
  return flags.join("|");
}

function names(): string {
  return COMMANDS.map(({ name }) => name).join(" ");
}

function bash(): string {
  const words = ROWS.flatMap(({ flag, row }) =>
    row.words
      ? [`    ${flag}) _gatehouse_offer -W '${row.words.join(" ")}' ;;\n`]
      : []
  );
  return `# Completes the words of gatehouse in bash.
_gatehouse_offer() {
  local IFS=$'\\n'
  COMPREPLY=( $(compgen "$@" -- "\${COMP_WORDS[COMP_CWORD]}") )
}
_gatehouse() {
  case \${COMP_WORDS[COMP_CWORD-1]} in
    ${flagsOf("folder")}) _gatehouse_offer -d; return ;;
    ${flagsOf("file")}) _gatehouse_offer -f; return ;;
    ${flagsOf("other")}) COMPREPLY=(); return ;;
    help) _gatehouse_offer -W '${HELP_TOPICS.join(" ")}'; return ;;
    completions) _gatehouse_offer -W '${SHELLS.join(" ")}'; return ;;
${words.join("").replaceAll(" ;;", "; return ;;")}  esac
  if [[ \${COMP_WORDS[COMP_CWORD]} == -* ]]; then
    _gatehouse_offer -W '${ROWS.map(({ flag }) => flag).join(" ")}'
  elif [[ $COMP_CWORD == 1 ]]; then
    _gatehouse_offer -d -W '${names()}'
  else
    _gatehouse_offer -f
  fi
}
complete -o filenames -F _gatehouse gatehouse
`.replaceAll(
    /-W '([^']*)'/g,
    (_, list: string) => `-W $'${list.replaceAll(" ", "\\n")}'`,
  );
}

function zsh(): string {
  const options = ROWS.map(({ flag, row }) => {
    const help = row.help.replace(/[[\]:\\]/g, "\\$&").replaceAll("'", "'\\''");
    const value = row.value === null
      ? ""
      : `:${row.value.replace(/[:'\\]/g, "")}:${zshAction(row)}`;
    const repeated = row.kind === "many" ? "*" : "";
    const name = row.value === null ? flag : `${flag}=`;
    return row.short === undefined
      ? `    '${repeated}${name}[${help}]${value}'`
      : `    '(-${row.short} ${flag})'{-${row.short},${name}}'[${help}]${value}'`;
  });
  return `#compdef gatehouse
# Completes the words of gatehouse in zsh.
_gatehouse_first() {
  _alternative 'commands:command:(${names()})' 'folders:ROOT:_files -/'
}
_gatehouse() {
  _arguments -s \\
${options.join(" \\\n")} \\
    '1:command or ROOT:_gatehouse_first' \\
    '*:file:_files'
}
if [[ $funcstack[1] == _gatehouse ]]; then _gatehouse "$@"; else compdef _gatehouse gatehouse; fi
`;
}

function zshAction(row: Row<unknown>): string {
  const kind = kindOf(row);
  if (kind === "words") return `(${row.words?.join(" ")})`;
  return kind === "folder" ? "_files -/" : kind === "file" ? "_files" : "";
}

function fish(): string {
  const quote = (text: string) =>
    `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
  const options = ROWS.map(({ flag, row }) => {
    const kind = kindOf(row);
    const value = kind === "switch"
      ? ""
      : kind === "file"
      ? " -r"
      : kind === "folder"
      ? " -xa '(__fish_complete_directories)'"
      : kind === "words"
      ? ` -xa '${row.words?.join(" ")}'`
      : " -x";
    const short = row.short === undefined ? "" : ` -s ${row.short}`;
    return `complete -c gatehouse -l ${flag.slice(2)}${short}${value} -d ${
      quote(row.help)
    }\n`;
  });
  const commands = COMMANDS.map(({ name, help }) =>
    `complete -c gatehouse -n __fish_use_subcommand -a ${name} -d ${
      quote(help)
    }\n`
  );
  return `# Completes the words of gatehouse in fish.
${options.join("")}${
    commands.join("")
  }complete -c gatehouse -n '__fish_seen_subcommand_from help' -xa '${
    HELP_TOPICS.join(" ")
  }'
complete -c gatehouse -n '__fish_seen_subcommand_from completions' -xa '${
    SHELLS.join(" ")
  }'
`;
}
