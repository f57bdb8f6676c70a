import { isGranted } from "./permission.ts";

/** A variable of this process's own environment; `undefined` also where Deno would have to ask before it reads it. */
export function environment(name: string): string | undefined {
  return isGranted({ name: "env", variable: name })
    ? Deno.env.get(name)
    : undefined;
}
