import { join, resolve } from "node:path";

/** Where the modules of this folder are: in a bundle, as an executable holds, all are where `main.ts` would be. */
const HERE = import.meta.dirname ?? ".";

/** Where `main.ts` is, and beside it what came with the program: the demo site, or a site packed into the executable. */
export const HOME = HERE.endsWith(join("lib", "site"))
  ? resolve(HERE, "../..")
  : HERE;
