import { assertEquals } from "@std/assert";
import {
  addMetaVariables,
  type Environment,
  octets,
} from "../../lib/gateway/meta_variables.ts";
import type { Script } from "../../lib/gateway/script.ts";
import { parseTarget } from "../../lib/http/target.ts";
import { exchange, type Given } from "../support/exchange.ts";

const OPTIONS = {
  documentRoot: "/srv/www",
  software: "Gatehouse/0.1",
  passAuthorization: false,
};

const SCRIPT: Script = {
  file: "/srv/cgi-bin/x.cgi",
  name: "/cgi-bin/x.cgi",
  extraPath: null,
  mode: 0o755,
};

const rows: readonly {
  name: string;
  path?: string;
  given?: Given;
  script?: Partial<Script>;
  length?: number;
  passAuthorization?: boolean;
  want: Readonly<Record<string, string | undefined>>;
}[] = [
  {
    name: "what is always there (§4.1)",
    want: {
      GATEWAY_INTERFACE: "CGI/1.1",
      SERVER_SOFTWARE: "Gatehouse/0.1",
      SERVER_PROTOCOL: "HTTP/1.1",
      REQUEST_METHOD: "GET",
      QUERY_STRING: "",
      SCRIPT_NAME: "/cgi-bin/x.cgi",
      SCRIPT_FILENAME: "/srv/cgi-bin/x.cgi",
      DOCUMENT_ROOT: "/srv/www",
      REMOTE_ADDR: "127.0.0.1",
      REMOTE_HOST: "127.0.0.1",
      REMOTE_PORT: "40000",
      REDIRECT_STATUS: "200",
      PATH_INFO: undefined,
      PATH_TRANSLATED: undefined,
      CONTENT_LENGTH: undefined,
      REMOTE_USER: undefined,
      AUTH_TYPE: undefined,
      HTTPS: undefined,
    },
  },
  {
    name: "SERVER_NAME and SERVER_PORT from the Host field (§4.1.14, §4.1.15)",
    given: { authority: { host: "a.test", port: 81 } },
    want: { SERVER_NAME: "a.test", SERVER_PORT: "81" },
  },
  {
    name: "a Host without port means the scheme's own",
    given: { authority: { host: "a.test", port: undefined } },
    want: { SERVER_PORT: "80", HTTPS: undefined },
  },
  {
    name: "and that is 443 for https",
    given: { authority: { host: "a.test", port: undefined }, scheme: "https" },
    want: { SERVER_PORT: "443", HTTPS: "on", REQUEST_SCHEME: "https" },
  },
  {
    name: "no Host: where the server listens",
    given: {
      authority: null,
      server: { transport: "tcp", hostname: "::1", port: 8000 },
    },
    want: { SERVER_NAME: "[::1]", SERVER_ADDR: "::1", SERVER_PORT: "8000" },
  },
  {
    name: "a Unix socket passes for no address of this machine",
    given: {
      authority: null,
      server: { transport: "unix", hostname: "/run/x", port: 0 },
      client: { transport: "unix", hostname: "/run/x", port: 0 },
    },
    want: { REMOTE_ADDR: "0.0.0.0", SERVER_PORT: "80" },
  },
  {
    name: "REQUEST_URI and QUERY_STRING as they were sent (§4.1.7)",
    path: "/cgi-bin/x.cgi/a%20b?c=%zz&d",
    want: {
      REQUEST_URI: "/cgi-bin/x.cgi/a%20b?c=%zz&d",
      QUERY_STRING: "c=%zz&d",
    },
  },
  {
    name: "REQUEST_URI is what the client asked for, where a rule rewrote it",
    given: { requested: parseTarget("/old?a=b") },
    want: { REQUEST_URI: "/old?a=b", QUERY_STRING: "" },
  },
  {
    name: "PATH_TRANSLATED goes with PATH_INFO (§4.1.6)",
    script: { extraPath: "/a b/" },
    want: { PATH_INFO: "/a b/", PATH_TRANSLATED: "/srv/www/a b/" },
  },
  {
    name: "content: its length and type (§4.1.2, §4.1.3)",
    given: { method: "POST", fields: { "Content-Type": "text/x; a=B" } },
    length: 5,
    want: {
      CONTENT_LENGTH: "5",
      CONTENT_TYPE: "text/x; a=B",
      HTTP_CONTENT_TYPE: undefined,
    },
  },
  {
    name: "no content: no length, whatever the field says",
    given: { fields: { "Content-Length": "7" } },
    want: { CONTENT_LENGTH: undefined, HTTP_CONTENT_LENGTH: undefined },
  },
  {
    name: "fields become HTTP_ variables (§4.1.18)",
    given: { fields: { "X-One-Two": "3", Accept: "a/b" } },
    want: { HTTP_X_ONE_TWO: "3", HTTP_ACCEPT: "a/b" },
  },
  {
    name: "Proxy never passes, it would be taken for HTTP_PROXY",
    given: { fields: { Proxy: "http://evil.test" } },
    want: { HTTP_PROXY: undefined },
  },
  {
    name: "names with an underscore never pass",
    given: { fields: { X_Forwarded_For: "1", "X-Forwarded-For": "2" } },
    want: { HTTP_X_FORWARDED_FOR: "2" },
  },
  {
    name: "nor do other odd names",
    given: { fields: { "X.A": "1", "X!": "2" } },
    want: { "HTTP_X.A": undefined, "HTTP_X!": undefined },
  },
  {
    name: "hop-by-hop fields never pass (9110 §7.6.1)",
    given: {
      fields: {
        Connection: "close, X-Mine",
        "X-Mine": "1",
        TE: "trailers",
        Upgrade: "h2c",
        "Keep-Alive": "1",
      },
    },
    want: {
      HTTP_CONNECTION: undefined,
      HTTP_X_MINE: undefined,
      HTTP_TE: undefined,
      HTTP_UPGRADE: undefined,
      HTTP_KEEP_ALIVE: undefined,
    },
  },
  {
    name: "Authorization does not pass (§4.1.18)",
    given: { fields: { Authorization: "Basic x", "Proxy-Authorization": "y" } },
    want: {
      HTTP_AUTHORIZATION: undefined,
      HTTP_PROXY_AUTHORIZATION: undefined,
    },
  },
  {
    name: "not even where that is asked for, if Connection names it",
    given: {
      fields: { authorization: "Basic x", connection: "Authorization" },
    },
    passAuthorization: true,
    want: { HTTP_AUTHORIZATION: undefined },
  },
  {
    name: "but where that is asked for",
    given: { fields: { Authorization: "Basic x", "Proxy-Authorization": "y" } },
    passAuthorization: true,
    want: {
      HTTP_AUTHORIZATION: "Basic x",
      HTTP_PROXY_AUTHORIZATION: undefined,
      REMOTE_USER: undefined,
    },
  },
  {
    name: "a login that the server checked (§4.1.1, §4.1.11)",
    given: { login: { user: "ada", scheme: "Basic" } },
    want: { REMOTE_USER: "ada", AUTH_TYPE: "Basic" },
  },
  {
    name: "cookies of HTTP/2 are one list again (9113 §8.2.3)",
    given: { protocol: "HTTP/2.0", fields: { Cookie: "a=1, b=2; c=x, y" } },
    want: { HTTP_COOKIE: "a=1; b=2; c=x, y" },
  },
  {
    name: "HTTP_HOST from the authority where there is no Host field",
    given: { authority: { host: "a.test", port: 8443 } },
    want: { HTTP_HOST: "a.test:8443" },
  },
  {
    name: "after a local redirect: what was asked for first (§6.2.2)",
    path: "/cgi-bin/x.cgi?q",
    given: {
      origin: exchange("/first/?a=b", {
        method: "POST",
        login: { user: "ada", scheme: "Basic" },
      }),
    },
    want: {
      REQUEST_URI: "/first/?a=b",
      QUERY_STRING: "q",
      REDIRECT_URL: "/first/",
      REDIRECT_QUERY_STRING: "a=b",
      REDIRECT_REQUEST_METHOD: "POST",
      REDIRECT_REMOTE_USER: "ada",
    },
  },
];

for (const row of rows) {
  Deno.test(`meta-variables: ${row.name}`, () => {
    const variables: Environment = {};
    addMetaVariables(
      variables,
      exchange(row.path ?? "/cgi-bin/x.cgi", row.given),
      { ...SCRIPT, ...row.script },
      row.length ?? null,
      { ...OPTIONS, passAuthorization: row.passAuthorization ?? false },
    );
    const got = Object.fromEntries(
      Object.keys(row.want).map((name) => [name, variables[name]]),
    );
    assertEquals(got, row.want);
  });
}

Deno.test("octets: UTF-8 that was read as Latin-1 is UTF-8 again", () => {
  assertEquals(octets("\xc3\xa9\xe2\x82\xac"), "é€");
});

Deno.test("octets: what is not UTF-8 stays Latin-1", () => {
  assertEquals(octets("caf\xe9"), "café");
});
