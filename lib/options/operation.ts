import { flag, many, one } from "./row.ts";
import { parseDuration, parseWords } from "./units.ts";
import {
  integer,
  LOG_FORMATS,
  readAddress,
  readLogFormat,
  readMode,
  text,
} from "./values.ts";

/** The options that say how the server is operated; see `table.ts`. */
export const OPERATION = {
  socketMode: one(
    "operation",
    "MODE",
    readMode,
    0o660,
    "who may connect to the Unix socket of --host unix:PATH (660)",
  ),
  tlsCert: many(
    "operation",
    "FILE",
    text,
    "certificate chain (PEM) for HTTPS, with HTTP/2; several, for several names",
  ),
  tlsKey: many(
    "operation",
    "FILE",
    text,
    "its private key (PEM); one for each --tls-cert, in the same order",
  ),
  tls: flag(
    "operation",
    "HTTPS with a certificate made for this machine alone, by openssl",
  ),
  httpsRedirect: one(
    "operation",
    "N",
    integer(1, 65535),
    null,
    "port for HTTP, from which clients are sent to HTTPS",
  ),
  hsts: one(
    "operation",
    "TIME",
    parseDuration,
    null,
    "how long browsers are to use nothing but HTTPS (not said)",
  ),
  dev: flag(
    "operation",
    "explain failing scripts, and show what is saved, to this machine only",
    { common: true },
  ),
  status: flag(
    "operation",
    "tell at /-/status what goes on, to this machine only",
  ),
  record: one(
    "operation",
    "DIR",
    text,
    null,
    "keep requests that fail, without secrets, for gatehouse replay",
  ),
  logFormat: one(
    "operation",
    "FORM",
    readLogFormat,
    "combined",
    "combined, json or none (combined)",
    { common: true, words: LOG_FORMATS },
  ),
  logFile: one(
    "operation",
    "FILE",
    text,
    null,
    "file of the access log; SIGUSR2 opens it anew (standard output)",
  ),
  errorFile: one(
    "operation",
    "FILE",
    text,
    null,
    "file of all other messages (standard error)",
  ),
  workers: one("operation", "N", integer(1, 256), 1, "serving threads (1)"),
  trustedProxy: one(
    "operation",
    "NETWORKS",
    parseWords,
    [],
    "proxies that may say who the client is (none)",
  ),
  admin: one(
    "operation",
    "ADDRESS:PORT",
    readAddress,
    null,
    "answer /-/metrics, /-/health and /-/ready there (nowhere)",
  ),
  clientTimeout: one(
    "operation",
    "TIME",
    parseDuration,
    60_000,
    "how long crowds of clients may do nothing; 0 is for ever (60s)",
  ),
  maxRequests: one(
    "operation",
    "N",
    integer(0, 10_000_000),
    0,
    "requests under way before others get 503; 0 is any number (0)",
  ),
  drain: one(
    "operation",
    "TIME",
    parseDuration,
    10_000,
    "how long requests may finish after a signal to stop (10s)",
  ),
  drainDelay: one(
    "operation",
    "TIME",
    parseDuration,
    0,
    "how long to serve on before that, while /-/ready says no (0)",
  ),
  help: flag(
    "operation",
    "this text; every option: gatehouse help TOPIC",
    { short: "h", common: true },
  ),
  version: flag("operation", "the version", { short: "V", common: true }),
} as const;
