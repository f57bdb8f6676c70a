import type { Evidence } from "./cause.ts";
import type { Pattern, Telling } from "./pattern.ts";
import { byCommand, shellWord } from "./remedy.ts";
import {
  baseName,
  folderOf,
  interpreterLine,
  quote,
  wantedProgram,
} from "./text.ts";

const MISSING =
  /(?:Cannot find (?:module|package) '([^'\n]+)'|Module not found "([^"\n]+)"|Import "([^"\n]+)" not a dependency|Import '([^'\n]+)' failed|Failed loading \S+ for package "([^"\n]+)"|npm package '([^'\n]+)' does not exist)/;

/** Modules that cannot be found, or not be loaded as what they are. */
export const JAVASCRIPT_MODULES: readonly Pattern[] = [
  {
    id: "javascript-module-missing",
    pattern: MISSING,
    tell: ([said = "", ...names], evidence) => {
      const name = names.find((name) => name !== undefined) ?? "";
      const fetched = /^(?:Failed loading|npm package)/.test(said);
      return missing(fetched ? `npm:${name}` : name, evidence);
    },
  },
  {
    id: "json-import",
    pattern:
      /Attempted to load JSON module without specifying|needs an import (?:attribute|assertion)|Expected a JavaScript[^\n]*but[^\n]*Json/,
    tell: () => ({
      sentence: "The script imports JSON without saying that it is JSON.",
      remedy: {
        text: 'Write `import data from "./data.json" with { type: "json" };`.',
      },
    }),
  },
  {
    id: "typescript-in-node",
    pattern:
      /Unknown file extension "\.m?ts"|SyntaxError: (?:Missing initializer in const declaration|Unexpected token ':'|Unexpected identifier|Unexpected strict mode reserved word 'interface')/,
    languages: ["javascript"],
    tell: (_, evidence) =>
      isNode(evidence) && TYPES.test(evidence.file.source)
        ? {
          sentence:
            "The script is TypeScript, and Node takes it for JavaScript.",
          remedy: {
            text:
              "Let the server run it: take the executable bit away (`chmod -x`) and call it `.ts`. Or begin it with `#!/usr/bin/env -S deno run`, or have Node 22.18 or newer.",
          },
        }
        : null,
  },
  {
    id: "require-of-module",
    pattern: /ERR_REQUIRE_ESM|require\(\) of ES Module/,
    tell: () => ({
      sentence: "The script takes an ES module by `require`.",
      remedy: {
        text:
          'Write `const x = await import("…")` within an `async` function, or make the script a module itself (`.mjs`, `import x from "…"`).',
      },
    }),
  },
  {
    id: "import-in-commonjs",
    pattern:
      /Unknown file extension "([^"\n]*)"|Cannot use import statement outside a module|SyntaxError: Unexpected token 'export'/,
    tell: (_, evidence) => ({
      sentence:
        "The script is an ES module, and Node does not take it for one because of its name.",
      remedy: byCommand(
        evidence,
        "Call it `.mjs`, and mend what refers to it.",
        `mv ${shellWord(evidence.script)} ${
          shellWord(evidence.script.replace(/(?:\.\w+)?$/, ".mjs"))
        }`,
      ),
    }),
  },
];

/** What only TypeScript has. */
const TYPES =
  /^\s*(?:interface|type|enum|declare)\s+\w+|^\s*(?:const|let|var)\s+\w+\s*:\s*\w|\(\s*\w+\??\s*:\s*\w+|import type /m;

function isNode({ file, starter }: Evidence): boolean {
  const line = interpreterLine(file.head);
  const program = starter ?? (line ? wantedProgram(line) : "");
  return /^node/.test(baseName(program));
}

function missing(name: string, evidence: Evidence): Telling {
  return {
    sentence: `The script imports ${quote(name)}, which cannot be found.`,
    remedy: remedyOf(name, evidence),
  };
}

function remedyOf(name: string, evidence: Evidence): Telling["remedy"] {
  if (/^https?:\/\/|^(?:npm|jsr):/.test(name)) {
    return {
      text:
        "It comes from the network, and could not be fetched: mend the address, or see that this machine reaches it. Or keep the file beside the script, and import that.",
    };
  }
  if (/^(?:\.{0,2}\/|file:)/.test(name)) {
    return {
      text: /\.\w+$/.test(name)
        ? "Put the file there, or mend the path; it starts at the folder of the file that imports it."
        : "Write the path with its extension, such as `./lib.js`; and see that the file is there.",
    };
  }
  const [scope = name, second] = name.split("/");
  const pack = scope.startsWith("@") && second ? `${scope}/${second}` : scope;
  if (isNode(evidence)) {
    return byCommand(
      evidence,
      "Install the package beside the script.",
      `npm --prefix ${shellWord(folderOf(evidence.script))} install ${
        shellWord(pack)
      }`,
    );
  }
  return {
    text:
      `Deno wants to know what it is: \`npm:${name}\` is a package, \`node:${name}\` a module of Node's own, \`./${pack}.js\` a file beside the script. A folder \`node_modules\` is not looked at.`,
  };
}
