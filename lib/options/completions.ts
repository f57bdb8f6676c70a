import { type CommandOption, COMMANDS, HELP_TOPICS } from "./commands.ts";
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

/** Options of commands that take a value of some kind. */
function ownFlags(kind: "words" | "other"): CommandOption[] {
  return COMMANDS.flatMap(({ options }) => options).filter(({ value, words }) =>
    value !== null && (words !== undefined) === (kind === "words")
  );
}

function bash(): string {
  const words = [
    ...ROWS.map(({ flag, row }) => ({ flag, words: row.words })),
    ...ownFlags("words"),
  ]
    .flatMap(({ flag, words }) =>
      words
        ? [`    ${flag}) _gatehouse_offer -W '${words.join(" ")}' ;;\n`]
        : []
    );
  const own = COMMANDS.filter(({ options }) => options.length > 0)
    .map(({ name, options }) =>
      `    ${name}) own=$'${
        options.map(({ flag }) => flag).join("\\n")
      }\\n' ;;\n`
    );
  const valued = ownFlags("other").map(({ flag }) => flag);
  return `# Completes the words of gatehouse in bash.
_gatehouse_offer() {
  local IFS=$'\\n'
  COMPREPLY=( $(compgen "$@" -- "\${COMP_WORDS[COMP_CWORD]}") )
}
_gatehouse() {
  local own=''
  case \${COMP_WORDS[COMP_CWORD-1]} in
    ${flagsOf("folder")}) _gatehouse_offer -d; return ;;
    ${flagsOf("file")}) _gatehouse_offer -f; return ;;
    ${[flagsOf("other"), ...valued].join("|")}) COMPREPLY=(); return ;;
    help) _gatehouse_offer -W '${HELP_TOPICS.join(" ")}'; return ;;
    completions) _gatehouse_offer -W '${SHELLS.join(" ")}'; return ;;
${words.join("").replaceAll(" ;;", "; return ;;")}  esac
  case \${COMP_WORDS[1]} in
${own.join("")}  esac
  if [[ \${COMP_WORDS[COMP_CWORD]} == -* ]]; then
    _gatehouse_offer -W "$own"'${ROWS.map(({ flag }) => flag).join(" ")}'
  elif [[ $COMP_CWORD == 1 ]]; then
    _gatehouse_offer -d -W '${names()}'
  else
    _gatehouse_offer -f
  fi
}
complete -o filenames -F _gatehouse gatehouse
`.replaceAll(
    /-W ("\$own")?'([^']*)'/g,
    (_, own = "", list: string) => `-W ${own}$'${list.replaceAll(" ", "\\n")}'`,
  );
}

function zshText(text: string): string {
  return text.replace(/[[\]:\\]/g, "\\$&").replaceAll("'", "'\\''");
}

function zshOption({ flag, row }: Option): string {
  const help = zshText(row.help);
  const value = row.value === null
    ? ""
    : `:${row.value.replace(/[:'\\]/g, "")}:${zshAction(row)}`;
  const repeated = row.kind === "many" ? "*" : "";
  const name = row.value === null ? flag : `${flag}=`;
  return row.short === undefined
    ? `    '${repeated}${name}[${help}]${value}'`
    : `    '(-${row.short} ${flag})'{-${row.short},${name}}'[${help}]${value}'`;
}

function zshOwn({ flag, value, words = [], help }: CommandOption): string {
  const name = value === null ? flag : `${flag}=`;
  const action = words.length > 0 ? `(${words.join(" ")})` : "";
  const argument = value === null ? "" : `:${zshText(value)}:${action}`;
  return `'*${name}[${zshText(help)}]${argument}'`;
}

function zsh(): string {
  const own = COMMANDS.filter(({ options }) => options.length > 0)
    .map(({ name, options }) =>
      `    ${name}) own=(${options.map(zshOwn).join(" ")}) ;;\n`
    );
  const described = COMMANDS.map(({ name, help }) =>
    `'${name}:${zshText(help)}'`
  );
  return `#compdef gatehouse
# Completes the words of gatehouse in zsh.
_gatehouse_first() {
  local -a commands=(${described.join(" ")})
  _describe -t commands command commands
  _files -/
}
_gatehouse_second() {
  case $words[2] in
    help) compadd ${HELP_TOPICS.join(" ")} ;;
    completions) compadd ${SHELLS.join(" ")} ;;
    *) _files ;;
  esac
}
_gatehouse() {
  local -a own
  case $words[2] in
${own.join("")}  esac
  _arguments -s $own \\
${ROWS.map(zshOption).join(" \\\n")} \\
    '1:command or ROOT:_gatehouse_first' \\
    '2:word:_gatehouse_second' \\
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
  const own = COMMANDS.flatMap(({ name, options }) =>
    options.map(({ flag, value, words, help }) =>
      `complete -c gatehouse -n '__fish_seen_subcommand_from ${name}' -l ${
        flag.slice(2)
      }${
        value === null ? "" : words ? ` -xa '${words.join(" ")}'` : " -x"
      } -d ${quote(help)}\n`
    )
  );
  return `# Completes the words of gatehouse in fish.
${options.join("")}${commands.join("")}${
    own.join("")
  }complete -c gatehouse -n '__fish_seen_subcommand_from help' -xa '${
    HELP_TOPICS.join(" ")
  }'
complete -c gatehouse -n '__fish_seen_subcommand_from completions' -xa '${
    SHELLS.join(" ")
  }'
`;
}
