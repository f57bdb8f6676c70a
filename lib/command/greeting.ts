import { summarizeScripts } from "../check/mod.ts";
import type { Address } from "../http/exchange.ts";
import { networkAddresses } from "../site/own_addresses.ts";
import { environment } from "../platform/environment.ts";
import { isGranted } from "../platform/permission.ts";
import type { Plan } from "../site/plan.ts";
import type { Site } from "../site/site.ts";
import { isTelling } from "../telemetry/mod.ts";
import { startupMessage } from "./startup.ts";

/** What the server says when it has begun to listen: gathers what there is to tell. */
export function greeting(
  plan: Plan,
  site: Site,
  address: Address,
  version: string,
): string {
  const scripts = summarizeScripts(plan.scripts, plan.runner);
  return startupMessage({
    version,
    site,
    address,
    scripts,
    warnings: [
      ...(scripts.length > 0 ? riskOf(plan) : []),
      ...scripts.flatMap(({ name, warnings }) =>
        warnings.map((warning) => `${name}: ${warning}`)
      ),
    ],
    scriptsOff: plan.rootScripts === null,
    network: networkAddresses(address.hostname),
    notes: wantsTelemetry() && !isTelling() ? [UNTOLD] : [],
  }).trimEnd();
}

/** What holds for all scripts of a server. */
function riskOf({ runner }: Plan): string[] {
  if (!isGranted({ name: "run" })) return [NO_PROGRAMS];
  return ownUser() === 0 && !runner.user ? [AS_ROOT] : [];
}

const NO_PROGRAMS =
  "None of them can run: Deno may start no programs. Run it with --allow-run, or say --no-cgi.";

const AS_ROOT =
  "Scripts run as root: whoever finds a hole in one owns this system. Use --cgi-user.";

/** The platform decides when an executable is made, not when it is run. */
const UNTOLD =
  "OTEL_DENO does nothing: this executable was made without OTEL_DENO=true.";

function wantsTelemetry(): boolean {
  return /^(?:true|1)$/i.test(environment("OTEL_DENO") ?? "");
}

/** The server's own user id, or `null` where there is none or Deno may not ask. */
function ownUser(): number | null {
  return isGranted({ name: "sys", kind: "uid" }) ? Deno.uid() : null;
}
