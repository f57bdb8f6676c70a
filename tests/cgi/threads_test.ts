import { assertEquals } from "@std/assert";
import { startServer } from "../support/server.ts";

/** Says how many of itself run, itself included, and waits a little. */
const COUNT = `#!/bin/sh
mkdir "$GATEHOUSE_RUNNING/$$"
set -- "$GATEHOUSE_RUNNING"/*
sleep 0.1
rmdir "$GATEHOUSE_RUNNING/$$"
printf 'Content-Type: text/plain\\n\\n%s' "$#"
`;

const CASES = [
  { name: "--max-scripts", args: ["--max-scripts", "1"], most: 1 },
  {
    name: "--max-scripts of a script's share",
    args: ["--max-scripts", "4"],
    most: 3,
  },
  {
    name: "--mount-scripts",
    args: ["--mount-scripts", "/cgi-bin=2"],
    most: 2,
  },
];

for (const { name, args, most } of CASES) {
  Deno.test({
    name: `${name} counts for all threads together, and uses all places`,
    ignore: Deno.build.os === "windows",
    async fn() {
      const folder = Deno.makeTempDirSync();
      try {
        const running = `${folder}/running`;
        for (const name of ["www", "cgi-bin", "running"]) {
          Deno.mkdirSync(`${folder}/${name}`);
        }
        Deno.writeTextFileSync(`${folder}/cgi-bin/count`, COUNT, {
          mode: 0o755,
        });
        await using server = await startServer([
          ...[`${folder}/www`, "--workers", "3", "--log-format", "none"],
          ...["--env", `GATEHOUSE_RUNNING=${running}`, ...args],
        ]);
        const counts = await Promise.all(
          Array.from({ length: 16 }, async () => {
            const response = await fetch(`${server.url}/cgi-bin/count`, {
              headers: { connection: "close" },
            });
            return Number(await response.text());
          }),
        );
        assertEquals(Math.max(...counts), most);
        assertEquals(await server.stop(), 0);
      } finally {
        Deno.removeSync(folder, { recursive: true });
      }
    },
  });
}
