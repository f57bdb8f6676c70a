import { diagnoseAll, type FailedRun } from "../diagnosis/mod.ts";
import { gatherEvidence } from "../diagnosis/evidence.ts";
import { languageOfProgram } from "../diagnosis/language.ts";
import { baseName, folderOf } from "../diagnosis/text.ts";
import type { Judged } from "./finding.ts";

const PATIENCE = 5_000;
const KEPT = 4_096;

/** Reads a script as Python does, and looks for the modules that it imports first of all; runs nothing of either. */
const READ_PYTHON = `
import ast, sys
path = sys.argv[1]
with open(path, "rb") as file: source = file.read()
tree = ast.parse(source, path)
if sys.version_info[0] > 2 and b"sys.path" not in source:
    import importlib.util, os
    sys.path[0] = os.path.dirname(path)
    for node in tree.body:
        names = [alias.name for alias in getattr(node, "names", [])] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.level == 0: names = [node.module]
        for name in names:
            name = name.split(".")[0]
            try: found = name in sys.modules or importlib.util.find_spec(name)
            except (ImportError, ValueError): found = True
            if not found: sys.exit("ModuleNotFoundError: No module named '%s'" % name)
`;

/** What a program is told to read a script without running it. Perl is not here: its \`-c\` runs what \`use\` names. */
function optionsFor(program: string, file: string): readonly string[] | null {
  if (/^(?:ba|da|k|z|a)?sh$/.test(baseName(program))) return ["-n"];
  switch (languageOfProgram(program)) {
    case "python":
      return ["-B", "-c", READ_PYTHON];
    case "php":
      return ["-l"];
    case "ruby":
      return ["-c"];
    case "javascript":
      // It takes no other name for a program's that is only to be read.
      return /^node/.test(baseName(program)) && /\.[cm]?js$/.test(file)
        ? ["--check"]
        : null;
    default:
      return null;
  }
}

/** What such a reading can find out; whatever else comes of it is no matter of the script. */
const FOUND =
  /syntax|indentation|source-encoding|module|typographic|crlf|bash-in-sh|commonjs/;

/** Has the interpreter of a script read it, and judges what it says. Starts the interpreter, never the script. */
export async function readScript(
  file: string,
  program: string,
  path: string,
): Promise<Judged[]> {
  const options = optionsFor(program, file);
  if (options === null) return [];
  const run = await tryReading(file, [program, ...options, file], path);
  if (run === null || run.exitCode === 0) return [];
  return diagnoseAll(gatherEvidence(run))
    .filter(({ cause }) => FOUND.test(cause))
    .map((diagnosis) => ({ ...diagnosis, severity: "error" }));
}

async function tryReading(
  file: string,
  command: readonly string[],
  path: string,
): Promise<FailedRun | null> {
  const [program = "", ...args] = command;
  const started = performance.now();
  try {
    const { code, signal, stdout, stderr } = await new Deno.Command(program, {
      args,
      cwd: folderOf(file),
      env: { PATH: path },
      clearEnv: true,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
      signal: AbortSignal.timeout(PATIENCE),
    }).output();
    return {
      script: file,
      command: [program, file],
      metaVariables: { PATH: path },
      content: null,
      startError: null,
      exitCode: signal ? null : code,
      signal: null,
      stderr: new TextDecoder().decode(stderr.slice(-KEPT)),
      output: stdout.slice(0, KEPT),
      duration: performance.now() - started,
      limit: null,
      problem: "its interpreter cannot read it",
    };
  } catch {
    return null;
  }
}
