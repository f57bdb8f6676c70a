import { realPath } from "./file.ts";
import { isHidden, pathInside } from "./name.ts";
import type { Settings } from "./options.ts";

/** Security: the canonical path, or `null` where it is outside of the root, hidden, or somebody else's. */
export function admittedPath(settings: Settings, path: string): string | null {
  const real = realPath(path);
  const root = realPath(settings.root);
  if (real === null || root === null || settings.withhold(real)) return null;
  const inside = pathInside(root, real);
  if (inside === undefined) return settings.followLinks ? real : null;
  const shown = settings.hidden || !isHidden(inside.split(/[\\/]/));
  return shown ? real : null;
}
