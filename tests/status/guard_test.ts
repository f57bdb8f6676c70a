import { assertEquals } from "@std/assert";
import { HttpError } from "../../lib/http/error.ts";
import type { Exchange } from "../../lib/http/exchange.ts";
import { parseAuthority } from "../../lib/http/target.ts";
import { serverStatus } from "../../lib/status/mod.ts";
import { exchange, type Given } from "../support/exchange.ts";

const ELSEWHERE: Exchange["client"] = {
  transport: "tcp",
  hostname: "192.0.2.1",
  port: 40000,
};
const LOCAL = parseAuthority("localhost:8000");

const CASES: { name: string; given: Given; want: number }[] = [
  { name: "at this machine", given: { authority: LOCAL }, want: 200 },
  { name: "elsewhere", given: { client: ELSEWHERE }, want: 404 },
  {
    name: "elsewhere, who has logged in",
    given: { client: ELSEWHERE, login: { user: "ada", scheme: "Basic" } },
    want: 200,
  },
  {
    name: "behind a proxy on this machine",
    given: { authority: LOCAL, fields: { forwarded: "for=192.0.2.1" } },
    want: 404,
  },
];

for (const { name, given, want } of CASES) {
  Deno.test(`the status is for somebody ${name}: ${want}`, async () => {
    const { mounts } = serverStatus({
      software: "Gatehouse",
      others: () => Promise.resolve({ threads: 1, accounts: [], silent: 0 }),
    });
    const ask = async () => {
      const outcome = await mounts["/-/status/"]?.(
        exchange("/-/status", given),
      );
      return outcome && "status" in outcome ? outcome.status : null;
    };
    const status = await ask().catch((error) =>
      error instanceof HttpError ? error.status : null
    );
    assertEquals(status, want);
  });
}
