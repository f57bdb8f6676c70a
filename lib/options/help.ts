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
  `gatehouse [ROOT] [options]      serve a folder, and run its CGI scripts

ROOT is www if there is one, else this folder. Scripts are in cgi-bin, inside
ROOT or beside it. Only this machine can reach the server unless --host says
otherwise. A bare number is the port. What else there is: gatehouse help commands.
`;

const EXAMPLES = `
  gatehouse                       the demo site, in an empty folder
  gatehouse public 8080           the folder public on port 8080
  gatehouse --mount /git=/usr/lib/git-core/git-http-backend \\
            --env GIT_PROJECT_ROOT=/srv/git --env GIT_HTTP_EXPORT_ALL=1
`;

/** The text of `--help`: usage, the options of every day by topic, examples. */
export function commonHelp(): string {
  const topics = Object.keys(TITLES) as Topic[];
  const sections = topics.map((topic) => section(topic, true));
  return `${USAGE}${sections.join("")}${EXAMPLES}`;
}

/** Every option of a topic, or the commands; `undefined` where there is no such topic. */
export function topicHelp(topic: string): string | undefined {
  if (topic === "commands") return COMMANDS.map(commandLines).join("");
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
  return `gatehouse ${name} ${words}\n    ${help}\n`;
}

const COLUMN = 32;

function line(name: string, row: Row<unknown>): string {
  const short = row.short === undefined ? "" : `-${row.short}, `;
  const value = row.value === null ? "" : ` ${row.value}`;
  const written = `  ${short}--${optionFlag(name)}${value}`;
  const gap = written.length < COLUMN - 1
    ? written.padEnd(COLUMN)
    : `${written}\n${" ".repeat(COLUMN)}`;
  return `${gap}${row.help}\n`;
}
