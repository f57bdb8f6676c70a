import { acceptedHosts } from "../access/host.ts";
import { METRICS_TYPE } from "../metrics/mod.ts";
import type { Timers } from "./timers.ts";

/** Where the operator asks. */
export interface AdminAddress {
  readonly hostname: string;
  readonly port: number;
}

/** That address, and the names that it may be called by besides those of the loopback. */
export interface AdminListening extends AdminAddress {
  readonly hosts: readonly string[];
}

/** What the operator can ask for. */
export interface AdminAnswers {
  /** The text for Prometheus. */
  metrics(): string;
  /** Why the server should be started anew, or `null`. */
  sick(): string | null;
  /** Why no requests should be sent to the server now, or `null`. */
  unready(): string | null;
}

/** The listener of the operator. */
export interface Admin {
  readonly port: number;
  close(): Promise<void>;
}

/** How long to wait before listening again, in milliseconds. */
const PAUSE = 1_000;

/**
 * Answers `/-/metrics`, `/-/health` and `/-/ready` on an address of their own. Throws where it cannot listen.
 * Security: nothing of a request is used but its path, and nothing that a client of the site sent is shown.
 */
export function listenAdmin(
  { hostname, port, hosts }: AdminListening,
  answers: AdminAnswers,
  timers: Timers,
): Admin {
  let closed = false;
  const listen = (port: number) => {
    const handler = (request: Request) =>
      misdirected(request, accepts) ?? answer(request, answers);
    const server = Deno.serve({ hostname, port, onListen() {} }, handler);
    const { addr: { hostname: at } } = server;
    const address = { transport: "tcp", hostname: at, port } as const;
    const accepts = acceptedHosts({ names: hosts, host: hostname, address });
    // A full descriptor table ends the platform's accepting for good.
    server.finished.catch(() => later(server.addr.port));
    return server;
  };
  const later = (port: number) =>
    timers.later(PAUSE, () => {
      if (closed) return;
      try {
        server = listen(port);
      } catch {
        later(port);
      }
    });
  let server = listen(port);
  return {
    port: server.addr.port,
    close() {
      closed = true;
      return server.shutdown().catch(() => {});
    },
  };
}

/** Security: what is for this machine alone is not for a page elsewhere whose name leads here; see `access/host.ts`. */
function misdirected(
  { headers }: Request,
  accepts: ReturnType<typeof acceptedHosts>,
): Response | null {
  const host = headers.get("host")?.replace(/:\d*$/, "").toLowerCase();
  if (host === undefined || accepts === null || accepts(host)) return null;
  return plain(421, "--allow-host says which names this answers to.\n");
}

function answer({ method, url }: Request, answers: AdminAnswers): Response {
  if (method !== "GET" && method !== "HEAD") {
    return plain(405, "Only GET and HEAD.\n", { allow: "GET, HEAD" });
  }
  const [, path = ""] = /^[a-z]+:\/\/[^/]*([^?#]*)/.exec(url) ?? [];
  if (path === "/-/metrics") {
    return plain(200, answers.metrics(), { "content-type": METRICS_TYPE });
  }
  if (path === "/-/health") return state(answers.sick());
  if (path === "/-/ready") return state(answers.unready());
  return plain(404, "There are /-/metrics, /-/health and /-/ready.\n");
}

function state(reason: string | null): Response {
  return reason === null ? plain(200, "ok\n") : plain(503, `${reason}\n`);
}

function plain(
  status: number,
  text: string,
  fields: Readonly<Record<string, string>> = {},
): Response {
  const headers = {
    "content-type": "text/plain; charset=utf-8",
    "cache-control": "no-store, no-transform",
    "x-content-type-options": "nosniff",
    ...fields,
  };
  return new Response(text, { status, headers });
}
