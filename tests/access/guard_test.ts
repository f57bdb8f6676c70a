import { assertEquals } from "@std/assert";
import { accessRules } from "../../lib/access/mod.ts";
import { composeHandler, type Surroundings } from "../../lib/handler.ts";
import type { Handler } from "../../lib/http/exchange.ts";

const USERS = "ada:{SHA}UWuXg/ylF+7L0dBk2i0WUxCxl1k=\n"; // "p"
const ADA = `Basic ${btoa("ada:p")}`;

/** Says who is logged in; `/hop` redirects locally, as a script may. */
const who: Handler = ({ login, target }) => {
  const [first] = target.segments;
  if (first === "hop") return { localRedirect: "/private/x" };
  const text = `${login?.user ?? "nobody"} ${target.rawPath}`;
  const content = new TextEncoder().encode(text);
  return { status: 200, fields: [], content };
};

async function ask(
  path: string,
  init: RequestInit = {},
  more: Surroundings = {},
): Promise<string> {
  const file = await Deno.makeTempFile();
  await Deno.writeTextFile(file, USERS);
  const guard = accessRules({
    users: [{ path: "/private/", file }],
    addresses: [{ path: "/closed/", allow: ["192.0.2.1"] }],
  });
  const handler = composeHandler({ "/": who }, { guard, ...more });
  const response = await handler(
    new Request(`http://gatehouse.test${path}`, {
      ...init,
      headers: { host: "gatehouse.test", ...init.headers },
    }),
    {
      remoteAddr: { transport: "tcp", hostname: "127.0.0.1", port: 4000 },
      completed: Promise.resolve(),
    },
  );
  await Deno.remove(file);
  const text = await response.text();
  return response.ok ? text : String(response.status);
}

const ROWS: {
  name: string;
  path: string;
  init?: RequestInit;
  more?: Surroundings;
  want: string;
}[] = [
  { name: "a path without a rule", path: "/", want: "nobody /" },
  { name: "a path with one", path: "/private/", want: "401" },
  {
    name: "the login reaches the handler",
    path: "/private/x",
    init: { headers: { authorization: ADA } },
    want: "ada /private/x",
  },
  { name: "an address that may not come", path: "/closed/x", want: "403" },
  { name: "a local redirect opens nothing", path: "/hop", want: "401" },
  {
    name: "but one who is logged in may follow it",
    path: "/hop",
    init: { headers: { authorization: ADA } },
    want: "ada /private/x",
  },
  {
    name: "a rewrite opens nothing of the path that it hides",
    path: "/private/x",
    more: { before: () => ({ localRedirect: "/open", rewrite: true }) },
    want: "401",
  },
  {
    name: "nor of the path that it leads to",
    path: "/open",
    more: {
      before: ({ target }) =>
        target.rawPath === "/open"
          ? { localRedirect: "/private/x", rewrite: true }
          : null,
    },
    want: "401",
  },
  {
    name: "what a rule answers itself needs no login: a preflight has none",
    path: "/private/x",
    more: {
      before: () => ({ status: 200, fields: [], content: null }),
    },
    want: "",
  },
];

for (const { name, path, init, more, want } of ROWS) {
  Deno.test(`guard: ${name}`, async () => {
    assertEquals(await ask(path, init, more), want);
  });
}
