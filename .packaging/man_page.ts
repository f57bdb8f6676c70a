/**
 * Writes the manual page gatehouse(1) on stdout, with every option of the table.
 *
 *   deno run .packaging/man_page.ts VERSION
 */
import { manPage } from "../lib/options/man_page.ts";

export { manPage } from "../lib/options/man_page.ts";

if (import.meta.main) {
  const [version] = Deno.args;
  if (version === undefined) {
    console.error("man_page: which version?");
    Deno.exit(2);
  }
  console.log(manPage(version).trimEnd());
}
