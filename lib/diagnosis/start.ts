import type { Cause, Evidence, Finding } from "./cause.ts";
import { tooManyProcesses } from "./system.ts";
import type { StartError } from "./run.ts";
import { byLooking, shellWord } from "./remedy.ts";
import { baseName, folderOf } from "./text.ts";

/** Why the system could not start a script that looks right itself. */
export const START_CAUSES: readonly Cause[] = [
  { id: "starter-missing", find: starterMissing },
  {
    id: "folder-missing",
    find: onStart((error, { script }) =>
      /No such cwd/i.test(error.message) && {
        sentence: `The folder \`${
          folderOf(script)
        }\`, in which the script would run, is not there any more.`,
        remedy: { text: "Put the folder back, or start the server anew." },
      }
    ),
  },
  {
    id: "environment-too-large",
    find: onStart((error, { run }) =>
      code(error) === "E2BIG" && {
        sentence:
          "The request's fields are too large to be handed to a script: the system limits the environment.",
        evidence: largest(run?.metaVariables ?? {}),
        remedy: {
          text:
            "Send less in the fields of the request (often cookies), or in the query; large things go into the content.",
        },
      }
    ),
  },
  {
    id: "too-many-processes",
    find: onStart((error) => code(error) === "EAGAIN" && tooManyProcesses()),
  },
  {
    id: "too-many-open-files",
    find: onStart((error) =>
      ["EMFILE", "ENFILE"].includes(code(error)) && {
        sentence: "The server has no file descriptor left to start a script.",
        remedy: {
          text:
            "Raise the limit (`ulimit -n`, `LimitNOFILE`), or let fewer scripts run at once (`--max-scripts`).",
        },
      }
    ),
  },
  {
    id: "out-of-memory",
    find: onStart((error) =>
      code(error) === "ENOMEM" && {
        sentence: "There is not enough memory to start the script.",
        remedy: {
          text: "Let fewer scripts run at once (`--max-scripts`).",
          command: "free -m",
          looks: true,
        },
      }
    ),
  },
  {
    id: "script-being-written",
    find: onStart((error, { script }) =>
      code(error) === "ETXTBSY" && {
        sentence: `\`${baseName(script)}\` is open for writing just now.`,
        remedy: {
          text:
            "Wait until it is saved. Write a new version under another name, then rename it.",
        },
      }
    ),
  },
  {
    id: "program-not-allowed",
    find: onStart((error, { script }) =>
      error.name === "NotCapable" && {
        sentence: `The server has no permission to run \`${
          baseName(script)
        }\`.`,
        remedy: {
          text:
            "Start the server with `--allow-run`; a list of programs must name this one.",
        },
      }
    ),
  },
];

/** The last resort where nothing else tells why a script did not start. */
export const START_FAILED: readonly Cause[] = [{
  id: "start-failed",
  find: onStart((_, evidence) => ({
    sentence: `The system could not start \`${baseName(evidence.script)}\`.`,
    remedy: byLooking(
      evidence,
      "Start it by hand and see what the system says.",
      shellWord(evidence.script),
    ),
  })),
}];

type StartFinding = Omit<Finding, "evidence"> & {
  readonly evidence?: readonly string[];
};

function onStart(
  find: (error: StartError, evidence: Evidence) => StartFinding | false,
): Cause["find"] {
  return (evidence) => {
    const error = evidence.run?.startError;
    const found = error && find(error, evidence);
    return found
      ? {
        ...found,
        evidence: [
          `the system said: ${error.message}`,
          ...found.evidence ?? [],
        ],
      }
      : null;
  };
}

/** What the system calls its errors, by number, where Linux and macOS differ both are here. */
const CODES: Readonly<Record<string, string>> = {
  2: "ENOENT",
  7: "E2BIG",
  8: "ENOEXEC",
  11: "EAGAIN",
  12: "ENOMEM",
  13: "EACCES",
  23: "ENFILE",
  24: "EMFILE",
  26: "ETXTBSY",
  35: "EAGAIN",
};

function code(error: StartError): string {
  const number = /\(os error (\d+)\)/.exec(error.message)?.[1] ?? "";
  return error.code ?? CODES[number] ?? "";
}

function largest(variables: Readonly<Record<string, string>>): string[] {
  return Object.entries(variables)
    .toSorted(([, one], [, other]) => other.length - one.length)
    .slice(0, 3)
    .map(([name, value]) => `\`${name}\` has ${value.length} characters`);
}

function starterMissing(evidence: Evidence): Finding | null {
  const { script, starter, programs } = evidence;
  if (starter === null || programs[starter] !== null) return null;
  const extension = /\.\w+$/.exec(script)?.[0] ?? "";
  return {
    sentence: `\`${
      baseName(starter)
    }\`, which runs \`${extension}\` files here, is not installed.`,
    evidence: [
      `\`${starter}\` is not on the PATH that scripts get`,
      "the script is not started by its own `#!` line",
    ],
    remedy: {
      text: `Install \`${
        baseName(starter)
      }\`, or set another program: \`--interpreter ${extension}=PROGRAM\`. Or make the script executable and give it a \`#!\` line.`,
    },
  };
}
