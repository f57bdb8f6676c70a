const ENTRIES = 1_000;

/** Makes a folder whose `www/many` has so many files that its listing keeps a thread busy; the caller removes it. */
export async function manyEntries(): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: "gatehouse-test-" });
  await Deno.mkdir(`${folder}/www/many`, { recursive: true });
  for (let number = 0; number < ENTRIES; number++) {
    await Deno.writeTextFile(`${folder}/www/many/${number}.txt`, "");
  }
  return folder;
}
