import { assertEquals } from "@std/assert";
import { parseShebang } from "../../lib/cgi/interpreter.ts";
import { extensionOf } from "../../lib/gateway/script.ts";

for (
  const [given, want] of Object.entries({
    "#!/usr/bin/perl -w\nx": ["/usr/bin/perl", "-w"],
    "#! /bin/sh\n": ["/bin/sh"],
    "#!/usr/bin/env python3\r\n": ["python3"],
    "#!/usr/bin/env -S deno run -A\n": ["deno", "run", "-A"],
    "#!C:\\Python\\python.exe -u\r\n": ["C:\\Python\\python.exe", "-u"],
    "#!\n": null,
    "print 1": null,
    "": null,
  })
) {
  Deno.test(`parseShebang of ${JSON.stringify(given)}`, () => {
    assertEquals(parseShebang(new TextEncoder().encode(given)), want);
  });
}

for (
  const [given, want] of Object.entries({
    "x.cgi": ".cgi",
    "X.CGI": ".cgi",
    "a.tar.gz": ".gz",
    "/a.b/c": "",
    ".htaccess": "",
    "/x/.py": "",
    "script": "",
  })
) {
  Deno.test(`extensionOf ${given}`, () =>
    assertEquals(extensionOf(given), want));
}
