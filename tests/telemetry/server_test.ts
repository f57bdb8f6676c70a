import { assert, assertEquals, assertMatch } from "@std/assert";
import { startServer, type TestServer } from "../support/server.ts";
import { until } from "../support/until.ts";
import { type Collector, type Span, startCollector } from "./collector.ts";

const WINDOWS = Deno.build.os === "windows";

/** What makes the platform tell, and soon. */
function environment({ url }: Collector): Record<string, string> {
  return {
    OTEL_DENO: "true",
    OTEL_SERVICE_NAME: "gatehouse",
    OTEL_EXPORTER_OTLP_ENDPOINT: url,
    OTEL_BSP_SCHEDULE_DELAY: "100",
    OTEL_BLRP_SCHEDULE_DELAY: "100",
    OTEL_METRIC_EXPORT_INTERVAL: "200",
  };
}

async function serving(
  env: Record<string, string>,
  use: (server: TestServer) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "gatehouse-test-" });
  await Deno.mkdir(`${folder}/www`);
  await Deno.mkdir(`${folder}/cgi-bin`);
  await Deno.writeTextFile(`${folder}/www/index.html`, "hello");
  const script = `${folder}/cgi-bin/complains`;
  await Deno.writeTextFile(script, "#!/bin/sh\necho a complaint >&2\nexit 3\n");
  await Deno.chmod(script, 0o755);
  const args = [`${folder}/www`, "--workers", "2"];
  try {
    await using server = await startServer(args, { env });
    await use(server);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** On a connection of its own, so that any thread may get it. */
async function ask(
  url: string,
  headers: Record<string, string> = {},
): Promise<number> {
  const response = await fetch(url, {
    headers: { connection: "close", ...headers },
  });
  await response.body?.cancel();
  return response.status;
}

const byPath = (spans: readonly Span[], path: string) =>
  spans.find(({ attributes }) => attributes["url.path"] === path);

const threadOf = ({ attributes }: Span) =>
  String(attributes["gatehouse.request.id"]).split("-")[0] ?? "";

Deno.test({
  name:
    "OpenTelemetry: spans, metrics and logs of all serving threads reach a collector",
  ignore: WINDOWS,
  async fn(t) {
    await using collector = startCollector();
    const env = {
      ...environment(collector),
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
    };
    await serving(env, async ({ url }) => {
      await t.step(
        "a request is a span, in the trace that its client says",
        async () => {
          const traceparent =
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
          assertEquals(await ask(`${url}/?a=b`, { traceparent }), 200);
          await collector.waitFor(
            (all) => byPath(all, "/") !== undefined,
            "it",
          );
          const span = byPath(collector.spans(), "/");
          assertEquals(span?.traceId, "0af7651916cd43dd8448eb211c80319c");
          assertEquals(span?.parentSpanId, "b7ad6b7169203331");
          assertEquals(
            Number(span?.attributes["http.response.status_code"]),
            200,
          );
          assertEquals(span?.attributes["http.request.method"], "GET");
        },
      );
      await t.step(
        "a script has one of its own, and its request's has what it complained of",
        async () => {
          const path = "/cgi-bin/complains";
          assertEquals(await ask(url + path), 502);
          const script = () =>
            collector.spans().find(({ name }) => name === `script ${path}`);
          await until(() => script() !== undefined, "the script's span");
          await collector.waitFor(
            (all) => byPath(all, path) !== undefined,
            "it",
          );
          const request = byPath(collector.spans(), path);
          assertEquals(script()?.parentSpanId, request?.spanId);
          assertEquals(script()?.attributes["process.exit.code"], 3);
          assertEquals(script()?.status, 2);
          assertEquals(request?.name, `GET ${path}`);
          assertEquals(request?.events.length, 2, request?.events.join("; "));
          assertEquals(request?.events[0], "a complaint");
          const id = request?.attributes["gatehouse.request.id"];
          assertEquals(script()?.attributes["gatehouse.request.id"], id);
          assertMatch(String(id), /^[0-9a-f]{8}-/);
        },
      );
      await t.step("all threads tell", async () => {
        await until(async () => {
          await ask(`${url}/`);
          return new Set(collector.spans().map(threadOf)).size >= 2;
        }, "spans of two threads");
      });
      await t.step(
        "metrics, and the start-up message as a log record",
        async () => {
          await until(
            () => collector.metrics().has("http.server.request.duration"),
            "a metric of requests",
          );
          assert(collector.metrics().has("v8js.memory.heap.size"));
          await until(
            () => collector.logs().some((text) => /serves .*www/.test(text)),
            "a log record",
          );
        },
      );
    });
  },
});

Deno.test({
  name: "OpenTelemetry: in Protobuf unless something else is asked for",
  ignore: WINDOWS,
  async fn() {
    await using collector = startCollector();
    await serving(environment(collector), async ({ url }) => {
      await ask(`${url}/`);
      const paths = ["/v1/traces", "/v1/metrics", "/v1/logs"];
      await until(
        () => paths.every((path) => collector.types.has(path)),
        "all three",
      );
      for (const path of paths) {
        assertEquals(collector.types.get(path), "application/x-protobuf");
      }
    });
  },
});

Deno.test({
  name: "OpenTelemetry: a collector that is not there holds up nobody",
  ignore: WINDOWS,
  async fn() {
    const gone = startCollector();
    const env = environment(gone);
    await gone[Symbol.asyncDispose]();
    await serving(env, async (server) => {
      for (let count = 0; count < 20; count++) {
        assertEquals(await ask(`${server.url}/`), 200);
      }
      assertEquals(await server.stop(), 0);
    });
  },
});
