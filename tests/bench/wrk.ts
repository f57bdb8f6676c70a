/** A request as wrk repeats it. */
export interface Request {
  readonly path: string;
  readonly method?: string;
  readonly fields?: Readonly<Record<string, string>>;
  /** Length in bytes of the content that is sent. */
  readonly content?: number;
}

/** What wrk is to do: repeat one request, or some in turn, or paths made of a number. */
export interface Load {
  readonly url: string;
  readonly requests: readonly Request[];
  /** A path in which `%d` becomes a number from 0 to `among`, at random; instead of the path of `requests`. */
  readonly among?: { readonly path: string; readonly count: number };
  readonly connections: number;
  readonly seconds: number;
}

/** What wrk saw; times in milliseconds. */
export interface Seen {
  readonly requests: number;
  readonly bytes: number;
  readonly duration: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
  /** Answers with a status of 400 or more. */
  readonly refused: number;
  /** Connections that failed, and answers that were cut off or came too late. */
  readonly broken: number;
}

const quote = (text: string): string => JSON.stringify(text);

function luaRequest({ path, method = "GET", fields = {}, content }: Request) {
  const table = Object.entries(fields)
    .map(([name, value]) => `[${quote(name)}]=${quote(value)}`);
  const body = content === undefined ? "nil" : `string.rep("x", ${content})`;
  return `wrk.format(${quote(method)}, ${quote(path)}, {${table}}, ${body})`;
}

/** The script that makes wrk send these requests and say at the end what it saw, as JSON. */
export function luaScript({ requests, among }: Load): string {
  const next = among
    ? `return wrk.format("GET", string.format(${quote(among.path)}, ` +
      `math.random(0, ${among.count - 1})))`
    : `place = place % #all + 1; return all[place]`;
  return `
all = {}
place = 0
init = function(args)
  ${
    requests.map((request) => `all[#all + 1] = ${luaRequest(request)}`).join(
      "\n  ",
    )
  }
end
request = function() ${next} end
done = function(summary, latency)
  local errors = summary.errors
  local ms = function(part) return latency:percentile(part) / 1000 end
  print(string.format('{"requests":%d,"bytes":%d,"duration":%f,"p50":%f,"p90":%f,"p99":%f,"p999":%f,' ..
    '"refused":%d,"broken":%d}', summary.requests, summary.bytes, summary.duration / 1000,
    ms(50), ms(90), ms(99), ms(99.9), errors.status,
    errors.connect + errors.read + errors.write + errors.timeout))
end
`;
}

/** Reads what the script above printed. Throws where wrk printed none of it. */
export function parseSeen(output: string): Seen {
  const line = output.split("\n").findLast((line) => line.startsWith("{"));
  if (line === undefined) throw new Error(`Cannot read wrk: ${output}`);
  return JSON.parse(line);
}

/** Puts this load on, one thread of wrk for all connections. Throws where wrk fails. */
export async function runWrk(load: Load): Promise<Seen> {
  const script = await Deno.makeTempFile({ suffix: ".lua" });
  try {
    await Deno.writeTextFile(script, luaScript(load));
    const { code, stdout, stderr } = await new Deno.Command("wrk", {
      args: [
        "-t1",
        `-c${load.connections}`,
        `-d${load.seconds}s`,
        "--timeout=10s",
        `-s${script}`,
        load.url,
      ],
    }).output();
    const said = new TextDecoder().decode(stdout);
    if (code !== 0) {
      throw new Error(`wrk: ${said}${new TextDecoder().decode(stderr)}`);
    }
    return parseSeen(said);
  } finally {
    await Deno.remove(script);
  }
}
