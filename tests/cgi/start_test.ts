import { assertEquals } from "@std/assert";
import { howToStart, type StartOptions } from "../../lib/cgi/start.ts";

const OPTIONS: StartOptions = {
  interpreters: { ".sh": ["/bin/sh"] },
  path: "/usr/bin:/bin",
  javascript: () => null,
};

Deno.test({
  name: "start: a script that was changed is looked at again",
  ignore: Deno.build.os === "windows",
  fn() {
    const file = Deno.makeTempFileSync({ suffix: ".sh" });
    const commandOf = (text: string, modified: number) => {
      Deno.writeTextFileSync(file, text);
      const way = howToStart(file, 0o755, OPTIONS, modified);
      return "command" in way ? way.command : way.reason;
    };
    try {
      assertEquals(commandOf("#!/bin/sh\n", 1), file);
      assertEquals(commandOf("echo\n", 2), "/bin/sh");
      assertEquals(commandOf("#!/bin/sh\n", 3), file);
    } finally {
      Deno.removeSync(file);
    }
  },
});

Deno.test({
  name: "start: where it is not known when a script was changed, it is read",
  ignore: Deno.build.os === "windows",
  fn() {
    const file = Deno.makeTempFileSync({ suffix: ".sh" });
    try {
      for (const [text, want] of [["#!/x\n", file], ["echo\n", "/bin/sh"]]) {
        Deno.writeTextFileSync(file, text ?? "");
        const way = howToStart(file, 0o755, OPTIONS);
        assertEquals("command" in way && way.command, want);
      }
    } finally {
      Deno.removeSync(file);
    }
  },
});
