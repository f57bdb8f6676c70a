#!/usr/bin/env node
Deno.stdout.writeSync(
  new TextEncoder().encode("Content-Type: text/plain\n\nHello\n"),
);
