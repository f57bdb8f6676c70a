import { type CommandHelp, COMMANDS } from "./commands.ts";
import type { Row, Topic } from "./row.ts";
import { optionFlag, OPTIONS } from "./table.ts";

const TITLES: Readonly<Record<Topic, string>> = {
  serving: "Serving",
  scripts: "Scripts",
  files: "Files",
  operation: "Operation",
};

const USAGE =
  `gatehouse [ROOT] [options]  serve a folder, and run its CGI scripts
gatehouse COMMAND [words]   ${COMMANDS.map(({ name }) => name).join(", ")}

ROOT is www if there is one, else this folder; in an empty one the demo site is
shown. Scripts are in cgi-bin, inside ROOT or beside it. Only this machine can
reach the server unless --host says otherwise. A bare number is the port.
`;

const MORE = `
Examples
  gatehouse public 8080     the folder public on port 8080
  gatehouse init mysite     a site with a form, to start from
  gatehouse help TOPIC      serving, scripts, files, operation: every option;
                            commands, or one of them
`;

/** The text of `--help`: usage, the options of every day by topic, examples. */
export function commonHelp(): string {
  const topics = Object.keys(TITLES) as Topic[];
  const sections = topics.map((topic) => section(topic, true));
  return `${USAGE}${sections.join("")}${MORE}`;
}

/** Every option of a topic, the commands, or one of them; `undefined` where there is no such topic. */
export function topicHelp(topic: string): string | undefined {
  if (topic === "commands") return COMMANDS.map(commandLines).join("");
  const command = COMMANDS.find(({ name }) => name === topic);
  if (command) return commandHelp(command);
  return Object.hasOwn(TITLES, topic)
    ? section(topic as Topic, false).trimStart()
    : undefined;
}

function section(topic: Topic, commonOnly: boolean): string {
  const lines = Object.entries(OPTIONS as Record<string, Row<unknown>>)
    .filter(([, row]) => row.topic === topic && (row.common || !commonOnly))
    .map(([name, row]) => line(name, row));
  return `\n${TITLES[topic]}\n${lines.join("")}`;
}

function commandLines({ name, words, help }: CommandHelp): string {
  return `${hanging(`gatehouse ${name} ${words}`, 4)}    ${help}\n`;
}

function commandHelp(command: CommandHelp): string {
  const { details, examples } = command;
  const shown = examples.map(([line, what]) => `  ${line}\n      ${what}\n`);
  return `${commandLines(command)}\n${hanging(details, 0)}\n${shown.join("")}`;
}

const COLUMN = 28;
const WIDTH = 79;

function line(name: string, row: Row<unknown>): string {
  const short = row.short === undefined ? "" : `-${row.short}, `;
  const value = row.value === null ? "" : ` ${row.value}`;
  const written = `  ${short}--${optionFlag(name)}${value}`;
  const gap = written.length < COLUMN - 1
    ? written.padEnd(COLUMN)
    : `${written}\n${" ".repeat(COLUMN)}`;
  return gap + hanging(row.help, COLUMN, COLUMN);
}

/** Words in lines that fit a terminal; lines after the first stand `indent` columns in. */
function hanging(text: string, indent: number, used = 0): string {
  const lines: string[] = [];
  let current = "";
  let room = WIDTH - used;
  for (const word of text.split(" ")) {
    if (current !== "" && current.length + 1 + word.length > room) {
      lines.push(current);
      current = word;
      room = WIDTH - indent;
    } else current = current === "" ? word : `${current} ${word}`;
  }
  return [...lines, current].join(`\n${" ".repeat(indent)}`) + "\n";
}
