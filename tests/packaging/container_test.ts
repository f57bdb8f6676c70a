import { assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { lines } from "../support/lines.ts";
import { inFolder, run, withTools } from "./command.ts";

/**
 * The image of the Dockerfile, as near as it can be had without a registry: the executable, the libraries that it is
 * linked to, and nothing else; another user; nowhere to write but a temporary folder.
 */
const EXECUTABLE = Deno.env.get("GATEHOUSE_EXECUTABLE") ??
  fileURLToPath(new URL("../../dist/gatehouse", import.meta.url));

const NOBODY = 65_532;

async function makeImage(folder: string): Promise<void> {
  for (const name of ["usr/bin", "site", "tmp", "proc"]) {
    await Deno.mkdir(`${folder}/${name}`, { recursive: true });
  }
  await Deno.copyFile(EXECUTABLE, `${folder}/usr/bin/gatehouse`);
  const linked = run("ldd", [EXECUTABLE]).stdout;
  for (const [library] of linked.matchAll(/\/\S+/g)) {
    const place = library.slice(0, library.lastIndexOf("/"));
    await Deno.mkdir(folder + place, { recursive: true });
    await Deno.copyFile(library, folder + library);
  }
  await Deno.writeTextFile(`${folder}/site/index.html`, "<p>here");
  await Deno.chmod(folder, 0o755);
}

/** Mounts that end with the process: the folder read-only, and what every container has besides. */
const ENTER = `mount --bind "$0" "$0" && mount -t proc proc "$0/proc" &&
mount -t tmpfs tmpfs "$0/tmp" && mount -o remount,ro,bind "$0" &&
exec chroot --userspec=${NOBODY}:${NOBODY} "$0" "$@"`;

/** The command that runs the executable in a folder as in a container. */
function contained(folder: string, ...args: string[]): Deno.Command {
  const command = ["sh", "-c", ENTER, folder, "/usr/bin/gatehouse", ...args];
  return new Deno.Command("unshare", {
    args: ["--mount", ...command],
    env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin" },
    clearEnv: true,
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  });
}

function mayMount(): boolean {
  return run("unshare", ["--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"])
    .code === 0;
}

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

const NAME =
  "container: the executable needs no more than a C library, no root, and nowhere to write";

if (Deno.build.os !== "linux" || !isThere(EXECUTABLE)) {
  const why = "there is no dist/gatehouse: deno task compile";
  Deno.test.ignore(`${NAME} [not run: ${why}]`, () => {});
} else if (Deno.uid() !== 0 || !mayMount()) {
  Deno.test.ignore(`${NAME} [not run: it may not mount]`, () => {});
} else withTools(["unshare", "chroot", "ldd"], NAME, answers);

function answers(): Promise<void> {
  return inFolder(async (folder) => {
    await makeImage(folder);
    const child = contained(folder, "/site", "--port", "0").spawn();
    const said = lines(child.stderr);
    try {
      await said.waitFor(/http:\/\/[^/\s]+:\d+\//);
      const url = /http:\/\/[^/\s]+:\d+\//.exec(said.text())?.[0] ?? "";
      const response = await fetch(url);
      assertEquals(await response.text(), "<p>here");
      const owner = run("stat", ["-c", "%u", `/proc/${child.pid}`]).stdout;
      assertEquals(owner.trim(), String(NOBODY));
    } finally {
      child.kill("SIGTERM");
      assertEquals((await child.status).code, 0, said.text());
      await said.done;
    }
  });
}
