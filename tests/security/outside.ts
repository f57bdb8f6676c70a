import { importsOf, type Source, strip } from "../architecture/source.ts";

/** How often each way to the outside is used: by `PATH CALL`, such as `lib/static/file.ts Deno.openSync`. */
export type Places = ReadonlyMap<string, number>;

// What only asks whether something is there, such as `Deno.statSync`, opens nothing; which files may ask is a rule of
// tests/architecture.
const CALLS: readonly RegExp[] = [
  /\bDeno\s*\.\s*(?:open|create|read(?:File|TextFile|Dir|Link)|write(?:Text)?File|makeTemp(?:Dir|File)|mkdir|remove|rename|chmod|chown|symlink|link|copyFile|truncate|utime)(?:Sync)?\b/g,
  /\bDeno\s*\.\s*(?:Command|dlopen|kill|connect(?:Tls|Quic)?|startTls|watchFs|openKv|chdir|env\s*\.\s*set)\b(?!\s*[|;,>)])/g,
  /\bnew\s+(?:Response|Worker|Function|WebSocket|EventSource)\b/g,
  /\bResponse\s*\.\s*(?:json|redirect|error)\b/g,
  /(?<![.\w]|function )(?:fetch|eval|import)(?=\s*\()/g,
];

const MODULES = /^node:(?:fs|fs\/promises|child_process|vm|module|process)$/;

/** All that a module opens, starts, connects to, loads, and answers by itself. */
export function placesIn(sources: readonly Source[]): Places {
  const places = new Map<string, number>();
  const add = (path: string, call: string) => {
    const place = `${path} ${call}`;
    places.set(place, (places.get(place) ?? 0) + 1);
  };
  for (const { path, text } of sources) {
    const { code } = strip(text);
    for (const [call] of CALLS.flatMap((calls) => [...code.matchAll(calls)])) {
      add(path, call.replace(/\s*\.\s*/g, ".").replace(/\s+/g, " "));
    }
    if (/\bDeno\s*\[|=\s*Deno\b(?!\s*\.)/.test(code)) add(path, "Deno[…]");
    for (const { specifier, typeOnly } of importsOf(text)) {
      if (!typeOnly && MODULES.test(specifier)) add(path, specifier);
    }
  }
  return places;
}

/** A row: file, call (`× N` where it is there so often), whose the name is, why nobody can misuse it. */
const ROW = /^\| `([^`]+)` *\| `([^`]+)`(?: × (\d+))? *\|(.*)\|(.*)\|$/;

/** What a table in Markdown lists. Throws where a row is none, or leaves a column empty. */
export function placesOf(table: string): Places {
  const places = new Map<string, number>();
  for (const line of table.split("\n").filter((line) => /^\| `/.test(line))) {
    const [, path, call, times = "1", whose = "", why = ""] = ROW.exec(line) ??
      [];
    if (path === undefined || !whose.trim() || !why.trim()) {
      throw new Error(`not a row: ${line}`);
    }
    const place = `${path} ${call}`;
    places.set(place, (places.get(place) ?? 0) + Number(times));
  }
  return places;
}

/** Places that no row speaks of, and rows that speak of no place. */
export function differences(code: Places, table: Places): string[] {
  return [...new Set([...code.keys(), ...table.keys()])].sort()
    .flatMap((place) => {
      const [there, told] = [code.get(place) ?? 0, table.get(place) ?? 0];
      return there === told
        ? []
        : [`${place}: ${there} in the code, ${told} in the table`];
    });
}
