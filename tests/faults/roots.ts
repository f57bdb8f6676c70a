import { assertEquals, assertThrows } from "@std/assert";
import { sendRaw } from "../support/raw.ts";
import { startServer } from "../support/server.ts";
import type { Fault } from "./fault.ts";
import { cannotMount, mount, mountDisk, mustRun } from "./injection.ts";
import { makePlace, statusOf } from "./place.ts";

const GONE = /The folder that is served here is not there/;

async function rootDeleted(): Promise<string> {
  await using place = await makePlace();
  await using server = await startServer([place.root, "--log-format=none"]);
  assertEquals(await statusOf(server.port), 200);
  await Deno.rename(place.root, `${place.home}/moved`);
  assertEquals(await statusOf(server.port, "/index.html"), 503);
  await server.waitFor("stderr", GONE);
  assertEquals(await statusOf(server.port, "/cgi-bin/hello"), 200);
  await Deno.rename(`${place.home}/moved`, place.root);
  assertEquals(await statusOf(server.port), 200);
  assertEquals(await server.stop(), 0);
  return "503 while it is gone, 200 when it is back";
}

async function rootReplaced(): Promise<string> {
  await using place = await makePlace();
  const other = `${place.home}/other`;
  await Deno.mkdir(other);
  await Deno.writeTextFile(`${other}/index.html`, "other");
  await Deno.writeTextFile(`${place.home}/secret.html`, "secret");
  await Deno.symlink("../secret.html", `${other}/out.html`);
  await using server = await startServer([place.root, "--log-format=none"]);
  assertEquals(await statusOf(server.port), 200);
  await Deno.rename(place.root, `${place.home}/moved`);
  await Deno.symlink(`${place.home}/nowhere`, place.root);
  assertEquals(await statusOf(server.port), 503);
  await server.waitFor("stderr", GONE);
  await Deno.remove(place.root);
  await Deno.symlink(other, place.root);
  assertEquals(await home(server.port), "200 other");
  assertEquals(await statusOf(server.port, "/out.html"), 404);
  await Deno.remove(place.root);
  await Deno.rename(`${place.home}/moved`, place.root);
  assertEquals(await home(server.port), "200 home");
  assertEquals(await server.stop(), 0);
  return "503 where it leads nowhere; a folder that it leads to is ROOT, with nothing outside of it";
}

/** What `/` is answered with. */
async function home(port: number): Promise<string> {
  const fields = "Host: localhost\r\nConnection: close\r\n\r\n";
  const { status, text } = await sendRaw(port, `GET / HTTP/1.1\r\n${fields}`);
  return `${status} ${text}`;
}

/** More than the system keeps between two ends of a connection, so that it is still being read. */
const LARGE = 64 << 20;

async function addLarge(folder: string): Promise<void> {
  await Deno.writeFile(`${folder}/large.bin`, new Uint8Array(LARGE));
}

async function lengthOf(response: Response): Promise<number> {
  let length = 0;
  for await (const chunk of response.body ?? []) length += chunk.length;
  return length;
}

async function rootCovered(): Promise<string> {
  await using place = await makePlace();
  await addLarge(place.root);
  const other = `${place.home}/other`;
  await Deno.mkdir(other);
  await Deno.writeTextFile(`${other}/index.html`, "other");
  await using server = await startServer([place.root, "--log-format=none"]);
  assertEquals(await home(server.port), "200 home");
  const download = await fetch(`${server.url}/large.bin`);
  await using disk = mountDisk(place.root, "256k");
  assertEquals(await statusOf(server.port, "/index.html"), 404);
  await Deno.writeTextFile(`${place.root}/index.html`, "disk");
  assertEquals(await home(server.port), "200 disk");
  assertEquals(await statusOf(server.port, "/cgi-bin/hello"), 200);
  await using bound = mount(place.root, "--bind", other);
  assertEquals(await home(server.port), "200 other");
  assertEquals(await lengthOf(download), LARGE);
  bound.end();
  assertEquals(await home(server.port), "200 disk");
  disk.end();
  assertEquals(await home(server.port), "200 home");
  assertEquals(await server.stop(), 0);
  return "what is there now is served, a download goes on; nothing keeps either from being unmounted";
}

async function rootRemounted(): Promise<string> {
  await using place = await makePlace();
  const fill = async (text: string) => {
    await Deno.writeTextFile(`${place.root}/index.html`, text);
    await addLarge(place.root);
  };
  await using first = mountDisk(place.root, "80m");
  await fill("first");
  await using server = await startServer([place.root, "--log-format=none"]);
  assertEquals(await home(server.port), "200 first");
  mustRun("mount", "-o", "remount,ro", place.root);
  assertEquals(await home(server.port), "200 first");
  const download = await fetch(`${server.url}/large.bin`);
  assertThrows(() => first.end(), Error, "busy");
  first.endLazily();
  assertEquals(await home(server.port), "200 home");
  await using second = mountDisk(place.root, "80m");
  await fill("second");
  assertEquals(await home(server.port), "200 second");
  assertEquals(await lengthOf(download), LARGE);
  second.end();
  assertEquals(await home(server.port), "200 home");
  assertEquals(await server.stop(), 0);
  return "what is there now is served, a download from before ends well";
}

/** ROOT is no longer what it was. */
export const ROOTS: readonly Fault[] = [
  { name: "ROOT is moved away", by: "rename", try: rootDeleted },
  { name: "ROOT becomes a link", by: "symlink", try: rootReplaced },
  {
    name: "something is mounted over ROOT",
    by: "tmpfs, then mount --bind",
    cannot: cannotMount,
    try: rootCovered,
  },
  {
    name: "ROOT is mounted anew",
    by: "remount,ro; umount --lazy; another tmpfs",
    cannot: cannotMount,
    try: rootRemounted,
  },
];
