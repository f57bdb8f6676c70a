#!/usr/bin/env -S deno run --ext=js --no-prompt
const fs = require("node:fs");
fs.writeSync(1, "Content-Type: text/plain\n\nHello\n");
