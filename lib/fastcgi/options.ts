import type { ReadConnections } from "../gateway/client_watch.ts";

/** How an application is spoken to. Every part but the addresses is optional. */
export interface ApplicationOptions {
  /** Where it listens, such as `127.0.0.1:9000` or `unix:/run/app.sock`; several take turns. */
  readonly addresses: readonly string[];
  /** The protocol that it speaks. */
  readonly protocol?: "fastcgi" | "scgi";
  /** DOCUMENT_ROOT as the application sees it, and where PATH_TRANSLATED points. */
  readonly documentRoot?: string;
  /** Variables for every request besides the meta-variables. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Whether the application sees the field Authorization (RFC 3875 §4.1.18, §9.2). */
  readonly passAuthorization?: boolean;
  /** How long a connection may take to be made, in milliseconds; 0 is no limit. */
  readonly connectTimeout?: number;
  /** How long an answer may take in all, in milliseconds; 0 is no limit. */
  readonly timeout?: number;
  /** How long the application may neither write nor take content, in milliseconds; 0 is no limit. */
  readonly silence?: number;
  /** The most content that a request may bring, in bytes; 0 is no limit. */
  readonly maxBody?: number;
  /** How many requests are with the application at once; no single script gets more than three quarters of them. */
  readonly maxRequests?: number;
  /** How many requests may wait for one of them to end. */
  readonly maxQueue?: number;
  /** How many connections to each address are kept for the next request. Each holds one of a pool's workers. */
  readonly maxKept?: number;
  /** How long an unused connection is kept, in milliseconds. */
  readonly keepTime?: number;
  /** SERVER_SOFTWARE. */
  readonly software?: string;
  /** The system's table of TCP connections, as /proc/net/tcp has it; by default read in this thread where it may. */
  readonly connections?: ReadConnections;
}

/** `ApplicationOptions` with every gap filled. */
export type ApplicationSettings = Required<
  Omit<ApplicationOptions, "connections">
>;

/** Fills the gaps of `options`. */
export function fillOptions(options: ApplicationOptions): ApplicationSettings {
  return {
    addresses: options.addresses,
    protocol: options.protocol ?? "fastcgi",
    documentRoot: options.documentRoot ?? "/",
    environment: options.environment ?? {},
    passAuthorization: options.passAuthorization ?? false,
    connectTimeout: options.connectTimeout ?? 2_000,
    timeout: options.timeout ?? 300_000,
    silence: options.silence ?? 60_000,
    maxBody: options.maxBody ?? 0,
    maxRequests: options.maxRequests ?? 64,
    maxQueue: options.maxQueue ?? 256,
    maxKept: options.maxKept ?? 2,
    keepTime: options.keepTime ?? 2_000,
    software: options.software ?? "Gatehouse",
  };
}
