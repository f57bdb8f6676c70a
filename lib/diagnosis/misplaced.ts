import type { Cause, Evidence, Finding } from "./cause.ts";
import { byCommand, shellWord } from "./remedy.ts";
import { baseName, guessContent } from "./text.ts";

/** Files that nobody can mean to run as they are; known by their names, where no `#!` line speaks against it. */
export const MISPLACED_CAUSES: readonly Cause[] = [
  { id: "document-not-script", find: onText(document) },
  { id: "source-not-compiled", find: onText(source) },
  { id: "needs-another-server", find: onText(foreignPage) },
];

/** Whether one of these causes fits, so that its first line is no matter. */
export function isMisplaced(evidence: Evidence): boolean {
  return MISPLACED_CAUSES.some(({ find }) => find(evidence) !== null);
}

function onText(
  find: (evidence: Evidence, name: string) => Finding | null,
): Cause["find"] {
  return (evidence) => {
    const { file, starter, script } = evidence;
    const { kind } = guessContent(file.head);
    if (starter !== null || file.kind !== "file" || kind !== "text") {
      return null;
    }
    return find(evidence, baseName(script));
  };
}

const DOCUMENT =
  /^(?:README|LICEN[CS]E|COPYING|CHANGELOG|NOTES|TODO|INSTALL|Makefile|requirements)(?:\.\w+)?$|\.(?:txt|md|rst|html?|css|svg|xml|json|csv|tsv|log|ini|conf|cfg|toml|ya?ml|sql|tmpl|tpl|lock|map)$/i;

function document(_: Evidence, name: string): Finding | null {
  if (!DOCUMENT.test(name)) return null;
  return {
    sentence:
      `\`${name}\` is a document, and whatever lies in a script folder is run.`,
    evidence: ["its name is that of a document, and it has no `#!` line"],
    remedy: {
      text:
        "Move it to the folder of pages if visitors shall read it; else leave it, it is never sent.",
    },
  };
}

interface Compiler {
  readonly language: string;
  /** What makes a program of it, but for the paths; `null` where that takes more than a line. */
  readonly command: string | null;
}

const COMPILERS: Readonly<Record<string, Compiler>> = {
  ".c": { language: "C", command: "cc -O2 -o" },
  ".cc": { language: "C++", command: "c++ -O2 -o" },
  ".cpp": { language: "C++", command: "c++ -O2 -o" },
  ".cxx": { language: "C++", command: "c++ -O2 -o" },
  ".rs": { language: "Rust", command: "rustc -O -o" },
  ".go": { language: "Go", command: "go build -o" },
  ".f90": { language: "Fortran", command: "gfortran -O2 -o" },
  ".pas": { language: "Pascal", command: null },
  ".hs": { language: "Haskell", command: "ghc -O -o" },
  ".java": { language: "Java", command: null },
  ".kt": { language: "Kotlin", command: null },
  ".swift": { language: "Swift", command: "swiftc -O -o" },
  ".zig": { language: "Zig", command: null },
};

function extensionOf(name: string): string {
  return /\.[^.]+$/.exec(name)?.[0].toLowerCase() ?? "";
}

function source(evidence: Evidence, name: string): Finding | null {
  const extension = extensionOf(name);
  const compiler = COMPILERS[extension];
  if (!compiler) return null;
  const { script } = evidence;
  const program = script.slice(0, -extension.length) + ".cgi";
  const text =
    `Make a program of it; that is what runs. Keep the source elsewhere.`;
  return {
    sentence:
      `\`${name}\` is ${compiler.language} source, which must be compiled first.`,
    evidence: [`its extension is \`${extension}\``],
    remedy: compiler.command === null ? { text } : byCommand(
      evidence,
      text,
      `${compiler.command} ${shellWord(program)} ${shellWord(script)}`,
    ),
  };
}

const FOREIGN: Readonly<Record<string, string>> = {
  ".asp": "ASP",
  ".aspx": "ASP.NET",
  ".cshtml": "ASP.NET",
  ".jsp": "a Java servlet container",
  ".jspx": "a Java servlet container",
  ".cfm": "ColdFusion",
  ".shtml": "server-side includes",
};

function foreignPage(_: Evidence, name: string): Finding | null {
  const extension = extensionOf(name);
  const server = FOREIGN[extension];
  if (server === undefined) return null;
  return {
    sentence: `\`${name}\` is a page for ${server}, which is not here.`,
    evidence: [`its extension is \`${extension}\``],
    remedy: {
      text:
        `Rewrite it as a script, or name a program that runs such pages: \`--interpreter ${extension}=PROGRAM\`.`,
    },
  };
}
