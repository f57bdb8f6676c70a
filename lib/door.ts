import { SCRIPT_COMMAND } from "./cgi/javascript.ts";

/**
 * What the main thread does: it runs a command of the command line to its end, or is the process of one script. It
 * never returns from a command. `entry` is the module that serving threads run, as a URL.
 */
export async function openDoor(entry: string): Promise<void> {
  if (Deno.args[0] === SCRIPT_COMMAND) {
    const { runScript } = await import("./cgi/javascript_host.ts");
    return await runScript(Deno.args.slice(1));
  }
  const { runCommand } = await import("./command.ts");
  Deno.exit(await runCommand(Deno.args, entry));
}
