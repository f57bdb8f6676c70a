import { assert, assertEquals, assertMatch } from "@std/assert";
import { COMMANDS } from "../../lib/options/commands.ts";
import {
  completions,
  type Shell,
  SHELLS,
} from "../../lib/options/completions.ts";
import { manPage } from "../../lib/options/man_page.ts";
import { optionFlag, OPTIONS } from "../../lib/options/table.ts";
import { runs } from "../support/program.ts";
import { runGatehouse } from "../support/server.ts";

const FLAGS = Object.keys(OPTIONS).map((name) => `--${optionFlag(name)}`);

/** Runs a shell to its end with this script. */
async function run(
  shell: string,
  script: string,
  cwd: string,
): Promise<string> {
  const { stdout, stderr, success } = await new Deno.Command(shell, {
    args: ["-c", script],
    cwd,
    env: { HOME: cwd },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  assert(success, text(stderr));
  assertEquals(text(stderr), "");
  return text(stdout);
}

const CASES: { name: string; given: string; want: string[] }[] = [
  { name: "an option", given: "--cgi-s", want: ["--cgi-silence"] },
  { name: "a command", given: "re", want: ["replay"] },
  { name: "a shell", given: "completions z", want: ["zsh"] },
  { name: "a topic", given: "help f", want: ["files"] },
  { name: "a command to be told of", given: "help ch", want: ["check"] },
  { name: "an option of a command", given: "check --j", want: ["--json"] },
  { name: "a language", given: "init --lang p", want: ["php", "pl", "py"] },
  { name: "a log format", given: "www --log-format js", want: ["json"] },
  { name: "a folder", given: "www --cgi-dir my", want: ["my scripts"] },
  { name: "a file", given: "--config my", want: ["my file", "my scripts"] },
  { name: "nothing known", given: "--host my", want: [] },
];

/** What a shell prints as the words that it would offer, one a line. */
const OFFERS: Readonly<Record<Shell, (line: string) => string>> = {
  bash: (line) =>
    `source completions
COMP_WORDS=(gatehouse ${line})
COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
_gatehouse
printf '%s\\n' "\${COMPREPLY[@]}"`,
  fish: (line) =>
    `source completions
complete --do-complete 'gatehouse ${line}' | string split -f 1 \\t
true`,
  zsh: (line) =>
    `zmodload zsh/zpty
zpty inner zsh -f -i
zpty -w inner "PS1=; autoload -U compinit; compinit -u -D; source ./completions; source ./capture; print ready"
while zpty -r inner out; do [[ $out == *ready* ]] && break; done
zpty -w -n inner ${JSON.stringify(`gatehouse ${line}`)}$'\\t'
for tries in {1..500}; do [[ -e done ]] && break; zpty -r -t inner out; sleep 0.02; done
zpty -d inner
[[ -e offered ]] && sed 's/\\\\//g' offered | sort -u
true`,
};

/** What has an interactive zsh write down what it would offer. */
const CAPTURE = `compadd() {
  local -a hits
  if [[ " $* " == *" "-(O|A|D)" "* ]]; then builtin compadd "$@"; return; fi
  builtin compadd -O hits "$@"
  (( $#hits )) && print -rl -- $hits >> offered
  builtin compadd "$@"
}
capture() { _main_complete; print > done }
zle -C capture list-choices capture
bindkey '^I' capture
`;

for (const shell of SHELLS) {
  const offers = OFFERS[shell];
  const missing = !runs(shell, "--version");
  if (missing) console.warn(`no ${shell}: its completions are not tried`);
  for (const { name, given, want } of CASES) {
    // Fish takes files for whatever nobody knows better, and writes folders with a slash.
    if (shell === "fish" && /folder|file/.test(name)) continue;
    // Zsh takes folders for a way to files.
    if (shell === "zsh" && name === "a file") continue;
    Deno.test({
      name: `${shell} completes ${name}: gatehouse ${given}`,
      ignore: missing,
      async fn() {
        const cwd = await Deno.makeTempDir();
        await Deno.mkdir(`${cwd}/my scripts`);
        await Deno.writeTextFile(`${cwd}/my file`, "");
        await Deno.writeTextFile(`${cwd}/completions`, completions(shell));
        await Deno.writeTextFile(`${cwd}/capture`, CAPTURE);
        const printed = await run(shell, offers(given), cwd);
        const offered = printed.split("\n").filter((line) => line !== "");
        assertEquals(offered.sort(), want);
        await Deno.remove(cwd, { recursive: true });
      },
    });
  }
}

const ZSH = runs("zsh", "--version");
if (!ZSH) console.warn("no zsh: its completions are not read");

Deno.test({
  name: "zsh understands its completions",
  ignore: !ZSH,
  async fn() {
    const cwd = await Deno.makeTempDir();
    await Deno.writeTextFile(`${cwd}/completions`, completions("zsh"));
    const script = `autoload -U compinit; compinit -u -d ${cwd}/dump
source ./completions
print $_comps[gatehouse]`;
    assertEquals(await run("zsh", script, cwd), "_gatehouse\n");
    await Deno.remove(cwd, { recursive: true });
  },
});

Deno.test("completions and manual page know every option and command", () => {
  for (const shell of SHELLS) {
    const text = completions(shell);
    for (const flag of FLAGS) {
      const written = shell === "fish" ? `-l ${flag.slice(2)}` : flag;
      assert(text.includes(written), `${shell}: ${flag}`);
    }
    for (const { name } of COMMANDS) assert(text.includes(name), name);
  }
  const page = manPage("1.0").replaceAll("\\-", "-");
  for (const flag of FLAGS) assert(page.includes(`${flag}\\fR`), flag);
  for (const { name } of COMMANDS) {
    assert(page.includes(`\\fBgatehouse ${name}\\fR`), name);
  }
});

const GROFF = runs("groff", "--version");
if (!GROFF) console.warn("no groff: the manual page is not set");

Deno.test({
  name: "the manual page is set without a warning",
  ignore: !GROFF,
  async fn() {
    const child = new Deno.Command("groff", {
      args: ["-ww", "-man", "-Tutf8", "-P-cbou"],
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(manPage("1.0")));
    await writer.close();
    const { stdout, stderr } = await child.output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    assertEquals(text(stderr), "");
    const page = text(stdout);
    for (const { name } of COMMANDS) {
      assertMatch(page, new RegExp(`^ +gatehouse ${name} `, "m"));
    }
    assertMatch(page, /^ +--max-scripts N$/m);
  },
});

Deno.test("gatehouse completions, help man and help commands", async () => {
  const zsh = await runGatehouse(["completions", "zsh"]);
  assertEquals([zsh.code, zsh.stdout.trimEnd()], [
    0,
    completions("zsh").trimEnd(),
  ]);
  const none = await runGatehouse(["completions", "csh"]);
  assertEquals(none.code, 2);
  assertMatch(none.stderr, /completions needs a shell: bash, zsh, fish/);
  const page = await runGatehouse(["help", "man"]);
  assertMatch(page.stdout, /^\.TH GATEHOUSE 1 .*\n\.SH NAME\n/);
  const commands = await runGatehouse(["help", "commands"]);
  for (const { name } of COMMANDS) {
    assertMatch(commands.stdout, new RegExp(`^gatehouse ${name} `, "m"));
  }
});
