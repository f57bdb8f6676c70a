import { assertEquals } from "@std/assert";
import { type Identity, identityOf, readSame } from "../../lib/static/file.ts";

const WINDOWS = Deno.build.os === "windows";

interface Case {
  readonly name: string;
  /** What is done between the look and the reading. */
  readonly meanwhile: (path: string) => void;
  readonly want: string | null;
}

/** Puts something else in the place of a file, as an editor does. */
function replace(path: string, text: string): void {
  Deno.writeTextFileSync(`${path}.new`, text);
  Deno.renameSync(`${path}.new`, path);
}

const CASES: Case[] = [
  { name: "nothing", meanwhile: () => {}, want: "first" },
  {
    name: "another content of the same length",
    meanwhile: (path) => replace(path, "other"),
    want: null,
  },
  {
    name: "a longer one",
    meanwhile: (path) => replace(path, "first and more"),
    want: null,
  },
  {
    name: "a shorter one",
    meanwhile: (path) => Deno.truncateSync(path, 2),
    want: null,
  },
  {
    name: "a folder in its place",
    meanwhile(path) {
      Deno.removeSync(path);
      Deno.mkdirSync(path);
    },
    want: null,
  },
  { name: "its end", meanwhile: (path) => Deno.removeSync(path), want: null },
];

for (const { name, meanwhile, want } of CASES) {
  Deno.test({
    name: `a file is read as it was seen, or not at all: ${name}`,
    // To open a folder is refused there.
    ignore: WINDOWS && name.startsWith("a folder"),
    async fn() {
      const folder = await Deno.makeTempDir({ prefix: "gatehouse-test-" });
      try {
        const path = `${folder}/file`;
        Deno.writeTextFileSync(path, "first");
        const identity: Identity = identityOf(Deno.statSync(path));
        meanwhile(path);
        const content = readSame(path, identity);
        assertEquals(content && new TextDecoder().decode(content), want);
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    },
  });
}
