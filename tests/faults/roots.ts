import { assert, assertEquals } from "@std/assert";
import { startServer } from "../support/server.ts";
import type { Fault } from "./fault.ts";
import { makePlace, statusOf } from "./place.ts";

async function rootDeleted(): Promise<string> {
  await using place = await makePlace();
  await using server = await startServer([place.root, "--log-format=none"]);
  assertEquals(await statusOf(server.port), 200);
  await Deno.rename(place.root, `${place.home}/moved`);
  const gone = await statusOf(server.port, "/index.html");
  assert(gone === 404 || gone === 503, String(gone));
  assertEquals(await statusOf(server.port, "/cgi-bin/hello"), 200);
  await Deno.rename(`${place.home}/moved`, place.root);
  assertEquals(await statusOf(server.port), 200);
  assertEquals(await server.stop(), 0);
  return `${gone} while it is gone, 200 when it is back`;
}

async function rootReplaced(): Promise<string> {
  await using place = await makePlace();
  await Deno.mkdir(`${place.home}/outside`);
  await Deno.writeTextFile(`${place.home}/outside/secret.html`, "secret");
  await using server = await startServer([place.root, "--log-format=none"]);
  assertEquals(await statusOf(server.port), 200);
  await Deno.rename(place.root, `${place.home}/moved`);
  await Deno.symlink(`${place.home}/outside`, place.root);
  const status = await statusOf(server.port, "/secret.html");
  await Deno.remove(place.root);
  await Deno.rename(`${place.home}/moved`, place.root);
  assertEquals(await statusOf(server.port), 200);
  assertEquals(await server.stop(), 0);
  return `what the link leads to is answered ${status}; 200 when ROOT is back`;
}

/** ROOT is no longer what it was. */
export const ROOTS: readonly Fault[] = [
  { name: "ROOT is moved away", by: "rename", try: rootDeleted },
  { name: "ROOT becomes a link", by: "symlink", try: rootReplaced },
];
