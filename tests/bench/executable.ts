import { gatehouse } from "./gatehouse.ts";
import { type Peer, REPOSITORY } from "./peer.ts";

const NAME = "gatehouse-exe", TITLE = "Gatehouse, executable";

/** Stands for the executable until somebody asks for it, since it takes a while to build. */
export const EXECUTABLE: Peer = gatehouse(NAME, TITLE, []);

/**
 * The compiled executable as a peer: the one that is given, or one made now by the task `compile`, with the
 * Deno that `DENO_COMPILE` names where it is set.
 */
export async function executable(given: string | undefined): Promise<Peer> {
  if (given !== undefined) return gatehouse(NAME, TITLE, [given]);
  const built = `${REPOSITORY}dist/gatehouse`;
  const began = Date.now();
  const { success, stderr } = await new Deno.Command(
    Deno.env.get("DENO_COMPILE") ?? Deno.execPath(),
    {
      args: ["task", "compile"],
      cwd: REPOSITORY,
      env: { NO_COLOR: "1" },
      stdin: "null",
      stdout: "null",
      signal: AbortSignal.timeout(120_000),
    },
  ).output();
  const said = new TextDecoder().decode(stderr).trim().split("\n")
    .find((line) => /error|not found/i.test(line));
  const absent = success && isNewer(built, began)
    ? undefined
    : `it could not be built: ${said ?? "no reason given"}`;
  return gatehouse(NAME, TITLE, [built], { absent });
}

/** Whether the task has made it, and did not leave an old one. */
function isNewer(path: string, began: number): boolean {
  try {
    return (Deno.statSync(path).mtime?.getTime() ?? 0) >= began - 1000;
  } catch {
    return false;
  }
}
