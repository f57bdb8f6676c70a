import { insert, plotOf, writePage } from "./page.ts";
import { REPOSITORY } from "./peer.ts";
import { formatReport, type Report } from "./report.ts";

const MANUAL = `${REPOSITORY}www/manual/`;

/** Writes a run into the manual: `speed.html`, and beside it the plots and the numbers as JSON. */
export async function intoManual(report: Report): Promise<void> {
  const page = `${MANUAL}speed.html`;
  const text = insert(
    await Deno.readTextFile(page),
    writePage(report, "speed/"),
  );
  await Deno.mkdir(`${MANUAL}speed`, { recursive: true });
  await Deno.writeTextFile(`${MANUAL}speed/results.json`, formatReport(report));
  for (const facts of report.cases) {
    const image = plotOf(report, facts);
    const file = `${MANUAL}speed/${facts.name}.svg`;
    if (image !== undefined) await Deno.writeTextFile(file, image);
  }
  await Deno.writeTextFile(page, text);
  await format([page, `${MANUAL}speed`]);
}

/** The repository's check wants everything in the platform's own format. */
async function format(paths: readonly string[]): Promise<void> {
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: ["fmt", "--quiet", ...paths],
    stdin: "null",
  }).output();
  if (!success) console.error(`Cannot format ${paths.join(", ")}`);
}
