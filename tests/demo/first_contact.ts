/**
 * The way of somebody who has never seen it, from an empty folder to a form that a script answers: the commands that
 * the page on getting started names, run as they stand, each with the time it took.
 *
 * ```
 * deno run -A tests/demo/first_contact.ts [PROGRAM]
 * ```
 *
 * PROGRAM is an executable of Gatehouse; without it the source is run.
 */
import { attributeValues, decodeHtml, WWW } from "./page.ts";
import { Session } from "./session.ts";

/** A step of the way. */
export interface Step {
  /** What was typed, or done in the browser. */
  readonly what: string;
  /** In milliseconds. */
  readonly took: number;
}

/** Where the way led. */
export interface Contact {
  readonly steps: readonly Step[];
  /** How many of them are commands. */
  readonly commands: number;
  /** What the script answered when the form was sent. */
  readonly answer: string;
}

const PAGE = `${WWW}/manual/getting-started.html`;

/** The commands of the page's first block, one a line. */
export function namedCommands(): string[] {
  const html = Deno.readTextFileSync(PAGE);
  const [, code = ""] = /<pre><code>(.*?)<\/code><\/pre>/s.exec(html) ?? [];
  return decodeHtml(code).trim().split("\n");
}

/** Goes the way in an empty folder, and fills the form in with this name. */
export async function firstContact(
  name: string,
  program?: readonly string[],
): Promise<Contact> {
  const folder = await Deno.makeTempDir();
  const steps: Step[] = [];
  const time = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
    const started = performance.now();
    const result = await work();
    steps.push({ what, took: performance.now() - started });
    return result;
  };
  try {
    await using session = new Session(folder, program);
    const commands = namedCommands();
    let before = "";
    for (const command of commands) {
      // A folder that was changed stays so in a terminal; here each line has a shell of its own.
      const change = /^cd /.test(command);
      await time(command, () => session.run(before + command));
      if (change) before += `${command}\n`;
    }
    const { url } = session;
    const page = await time(
      "open the page",
      async () => await (await fetch(url)).text(),
    );
    const [action = ""] = attributeValues(page, "action");
    const [field = ""] = /<input[^>]*>/.exec(page)?.map((input) =>
      attributeValues(input, "name")[0] ?? ""
    ) ?? [];
    const answer = await time("fill the form in and send it", async () => {
      const body = new URLSearchParams({ [field]: name });
      return await (await fetch(url + action, { method: "POST", body })).text();
    });
    return { steps, commands: commands.length, answer };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

if (import.meta.main) {
  const [program] = Deno.args;
  const { steps, answer } = await firstContact(
    "Ada",
    program === undefined ? undefined : [await Deno.realPath(program)],
  );
  for (const { what, took } of steps) {
    console.log(`${took.toFixed(0).padStart(6)} ms  ${what}`);
  }
  const whole = steps.reduce((sum, { took }) => sum + took, 0);
  console.log(`${whole.toFixed(0).padStart(6)} ms  in all`);
  console.log(/<h1>.*?<\/h1>/.exec(answer)?.[0] ?? answer);
}
