import { type CommandHelp, COMMANDS } from "./commands.ts";
import type { Row } from "./row.ts";
import { optionFlag, OPTIONS } from "./table.ts";

/** The manual page of a version, in the macros of man(7). */
export function manPage(version: string): string {
  return `.TH GATEHOUSE 1 "" "Gatehouse ${roff(version)}" "User Commands"
.SH NAME
gatehouse \\- static files and CGI scripts from one executable
.SH SYNOPSIS
.B gatehouse
.RI [ ROOT ]
.RI [ options ]
.br
.B gatehouse
.I command
.RI [ words ]
.SH DESCRIPTION
.B gatehouse
serves the files below
.I ROOT
over HTTP, and runs the CGI scripts that lie in a folder
.I cgi\\-bin
inside or beside it.
.I ROOT
is
.I www
if there is one, else the current folder; in an empty folder the demo site is shown.
Only this machine can reach the server unless
.B \\-\\-host
says otherwise.
.SH OPTIONS
An option that needs a value takes it as
.BI \\-\\-option " value"
or
.BI \\-\\-option= value\\fR.
All of them but
.BR \\-\\-config ,
.B \\-\\-help
and
.B \\-\\-version
can stand in a configuration file as well, under the same name without the dashes before it.
What is in parentheses holds where nothing is said.
${topics().map(section).join("")}.SH COMMANDS
${COMMANDS.map(command).join("")}.SH SIGNALS
.TP
.BR SIGTERM ", " SIGINT
The server takes no more requests, lets those under way finish for the time of
.BR \\-\\-drain ,
ends their scripts and exits. A second signal makes it do so at once.
.SH EXIT STATUS
.TP
.B 0
It was asked to stop, and did.
.TP
.B 1
It could not start, for a reason that it says.
.TP
.B 2
The command line makes no sense.
.SH FILES
.TP
.I gatehouse.json
Options, and rules that only a file can hold, inside
.I ROOT
or beside it.
.SH EXAMPLES
.TP
.B gatehouse public 8080
The folder
.I public
on port 8080.
.TP
.B gatehouse \\-\\-mount /git=/usr/lib/git\\-core/git\\-http\\-backend \\-\\-env GIT_PROJECT_ROOT=/srv/git
Repositories of git, to be cloned.
.SH SEE ALSO
RFC 3875 (CGI), RFC 9110 (HTTP)
`;
}

const ROWS = Object.entries(OPTIONS as Record<string, Row<unknown>>);

/** Topics in the order in which the table has them. */
function topics(): string[] {
  return [...new Set(ROWS.map(([, { topic }]) => topic))];
}

function section(topic: string): string {
  const title = `${topic.slice(0, 1).toUpperCase()}${topic.slice(1)}`;
  const options = ROWS.filter(([, row]) => row.topic === topic).map(option);
  return `.SS ${title}\n${options.join("")}`;
}

function option([name, row]: [string, Row<unknown>]): string {
  const short = row.short === undefined ? "" : `\\-${row.short}\\fR, \\fB`;
  const value = row.value === null ? "" : ` \\fI${roff(row.value)}\\fR`;
  const flag = roff(`--${optionFlag(name)}`);
  return `.TP\n\\fB${short}${flag}\\fR${value}\n${roff(row.help)}\n`;
}

function command(
  { name, words, help, details, examples }: CommandHelp,
): string {
  const title = `.TP\n\\fBgatehouse ${name}\\fR ${roff(words)}\n`;
  const sentence = help.slice(0, 1).toUpperCase() + help.slice(1);
  const shown = examples.map(([line, what]) =>
    `.RS\n.PP\n.B "${roff(line).replaceAll('"', "\\(dq")}"\n.br\n${
      roff(what.slice(0, 1).toUpperCase() + what.slice(1))
    }.\n.RE\n`
  );
  return `${title}${roff(sentence)}.\n${roff(details)}\n${shown.join("")}`;
}

/** Text that means itself. */
function roff(text: string): string {
  return text.replaceAll("\\", "\\e").replaceAll("-", "\\-")
    .replace(/^[.']/gm, "\\&$&");
}
