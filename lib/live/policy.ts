/** Whether a Content-Security-Policy lets a page load a script of its own origin, and connect to it. */
export function admitsScript(policies: string): boolean {
  return policies.split(",").every((policy) => {
    const directives = parse(policy);
    if (directives.has("sandbox")) return false;
    const scripts = directives.get("script-src-elem") ??
      directives.get("script-src") ?? directives.get("default-src");
    const connections = directives.get("connect-src") ??
      directives.get("default-src");
    return admitsSelf(scripts) && !scripts?.includes("'strict-dynamic'") &&
      admitsSelf(connections);
  });
}

function admitsSelf(sources: readonly string[] | undefined): boolean {
  return sources === undefined || sources.includes("'self'") ||
    sources.includes("*");
}

/** The first directive of a name is the one that counts (CSP 3 §2.2.1). */
function parse(policy: string): Map<string, string[]> {
  const directives = new Map<string, string[]>();
  for (const directive of policy.toLowerCase().split(";")) {
    const [name, ...sources] = directive.trim().split(/\s+/);
    if (name && !directives.has(name)) directives.set(name, sources);
  }
  return directives;
}
