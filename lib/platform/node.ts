import type * as crypto from "node:crypto";
import type * as fs from "node:fs";
import type * as process_ from "node:process";
import type * as zlib from "node:zlib";

/** The modules of Node that are needed only later than at the start. */
interface Modules {
  "node:crypto": typeof crypto;
  "node:fs": typeof fs;
  "node:process": typeof process_;
  "node:zlib": typeof zlib;
}

/** What Node calls so; Deno has it without an import. */
declare const process: {
  getBuiltinModule<Name extends keyof Modules>(name: Name): Modules[Name];
};

/**
 * A module that the platform brings with it, loaded when somebody first asks. An import at the top of a file would
 * load it at the start: from Deno 2.8 on each of these costs 15 to 25 ms, in the main thread and in every serving
 * thread, before the first byte is sent.
 */
export function builtin<Name extends keyof Modules>(name: Name): Modules[Name] {
  return process.getBuiltinModule(name);
}
