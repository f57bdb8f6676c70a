import { realPath } from "./file.ts";
import { isHidden, pathInside } from "./name.ts";
import type { Settings } from "./options.ts";

/** Security: the canonical path, or `null` where it is outside of the root, hidden, or somebody else's. */
export function admittedPath(settings: Settings, path: string): string | null {
  const real = realPath(path);
  if (real === null || settings.withhold(real)) return null;
  // What no link leads to is below a root that none leads to, and a look at that for each file is a tenth of its price.
  const root = real === path ? settings.root : realPath(settings.root);
  if (root === null) return null;
  const inside = pathInside(root, real);
  if (inside === undefined) return settings.followLinks ? real : null;
  const shown = settings.hidden || !isHidden(inside.split(/[\\/]/));
  return shown ? real : null;
}
