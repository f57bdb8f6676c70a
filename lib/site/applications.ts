import { resolve } from "node:path";
import type { AccessOptions } from "../access/mod.ts";
import type { ApplicationOptions } from "../fastcgi/options.ts";
import type { Mapping } from "../fastcgi/mapping.ts";
import type { OptionValues } from "../options/mod.ts";

/** An application that runs by itself, and what is asked of it. */
export interface ApplicationPlan {
  readonly options: Omit<ApplicationOptions, "connections">;
  readonly mapping: Mapping;
}

/** Makes plans of the options `--fastcgi` and `--scgi`; `shared` is what scripts have in common. */
export function applicationPlans(
  values: OptionValues,
  root: string,
  shared: Omit<ApplicationPlan["options"], "addresses" | "protocol">,
): ApplicationPlan[] {
  const make = (protocol: "fastcgi" | "scgi") =>
    values[protocol].map(({ key, addresses }): ApplicationPlan => ({
      options: { ...shared, protocol, addresses },
      mapping: key.startsWith(".")
        ? filesMapping(key.toLowerCase(), root)
        : { kind: "program", mount: key },
    }));
  return [...make("fastcgi"), ...make("scgi")];
}

function filesMapping(extension: string, root: string): Mapping {
  return {
    kind: "files",
    mount: "/",
    root,
    local: root,
    extensions: [extension],
    index: ["index.html", "index.htm", `index${extension}`],
  };
}

/** Makes the rules of access of the options `--allow`, `--deny` and `--users`; `null` where there are none. */
export function accessPlan(values: OptionValues): AccessOptions | null {
  const { allow, deny, users } = values;
  if (allow === null && deny === null && users.length === 0) return null;
  return {
    addresses: allow === null && deny === null
      ? []
      : [{ path: "/", allow: allow ?? [], deny: deny ?? [] }],
    users: users.map(({ path, file }) => ({ path, file: resolve(file) })),
  };
}
