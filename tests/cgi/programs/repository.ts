import { run, type Site } from "./support.ts";

/** Who commits in the tests; nothing of the user's own configuration counts. */
export const GIT_ENV: Readonly<Record<string, string>> = {
  GIT_AUTHOR_NAME: "Ada",
  GIT_AUTHOR_EMAIL: "ada@example.test",
  GIT_COMMITTER_NAME: "Ada",
  GIT_COMMITTER_EMAIL: "ada@example.test",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_TERMINAL_PROMPT: "0",
};

/** Runs git in a folder; gives what it wrote. */
export function git(cwd: string, ...args: string[]): Promise<string> {
  return run(cwd, ["git", ...args], GIT_ENV);
}

/** Commits a file with this content. */
export async function commitFile(
  work: string,
  name: string,
  content: string | Uint8Array,
): Promise<void> {
  const bytes = typeof content === "string"
    ? new TextEncoder().encode(content)
    : content;
  await Deno.writeFile(`${work}/${name}`, bytes);
  await git(work, "add", name);
  await git(work, "commit", "-q", "-m", `Add ${name}`);
}

/** Makes `project.git` under `git/` of the site, with a few commits, and the folder they were made in. */
export async function makeRepository(
  site: Site,
): Promise<{ projects: string; bare: string; work: string }> {
  const projects = `${site.folder}/git`;
  const bare = `${projects}/project.git`;
  const work = `${site.folder}/work`;
  await Deno.mkdir(projects);
  await git(site.folder, "init", "-q", "--bare", "-b", "main", bare);
  await Deno.writeTextFile(`${bare}/description`, "A project to look at\n");
  await git(site.folder, "init", "-q", "-b", "main", work);
  await commitFile(work, "README", "Hello from the repository\n");
  await commitFile(work, "café & co.txt", "Übung\n");
  await commitFile(work, "third.txt", "three\n");
  await git(work, "remote", "add", "origin", bare);
  await git(work, "push", "-q", "origin", "main");
  return { projects, bare, work };
}
