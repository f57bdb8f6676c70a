import type { X509Certificate } from "node:crypto";
import { resolve } from "node:path";
import { parseIp } from "../http/network.ts";
import { builtin } from "../platform/node.ts";
import { ownNames } from "./own_addresses.ts";

/** What HTTPS needs, in PEM. */
export interface Certificate {
  /** The certificate, and those that vouch for it. */
  readonly cert: string;
  readonly key: string;
  /** Names of servers that it is for, in lower case; the first label may be `*`. */
  readonly names: readonly string[];
  /** Certificates for other names. */
  readonly others: readonly Certificate[];
  /** SHA-256 of a certificate that was made for this run, as `AB:CD:…`; `null` for one that was given. */
  readonly fingerprint: string | null;
}

/** A file, and how the option that names it was said. */
export interface NamedFile {
  readonly path: string;
  readonly said: string;
}

/**
 * Reads certificates and their keys, which come in the same order. The first is for clients that name no server, or
 * one that no other is for. What is wrong with them is added to `faults`.
 */
export function readCertificates(
  certificates: readonly NamedFile[],
  privateKeys: readonly NamedFile[],
  faults: string[],
): Certificate | null {
  const [first, ...others] = certificates.map((certificate, index) => {
    const privateKey = privateKeys[index];
    return privateKey && readCertificate(certificate, privateKey, faults);
  });
  for (const [index, other] of others.entries()) {
    if (other?.names.length !== 0) continue;
    faults.push(
      `${
        certificates[index + 1]?.said
      }: no client would get it, since it names no server (subjectAltName)`,
    );
  }
  if (!first) return null;
  return { ...first, others: others.filter((other) => other != null) };
}

function readCertificate(
  certificate: NamedFile,
  privateKey: NamedFile,
  faults: string[],
): Certificate | null {
  const cert = readPem(certificate, "CERTIFICATE", faults);
  const key = readPem(privateKey, "PRIVATE KEY", faults);
  if (cert === null || key === null) return null;
  try {
    const { createPrivateKey, X509Certificate } = builtin("node:crypto");
    const read = new X509Certificate(cert);
    if (!read.checkPrivateKey(createPrivateKey(key))) {
      faults.push(`${privateKey.said}: the key is not that of the certificate`);
    }
    return {
      cert,
      key,
      names: serverNames(read),
      others: [],
      fingerprint: null,
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    faults.push(`${certificate.said}: it cannot be used (${reason})`);
    return null;
  }
}

/** The names in its subjectAltName (RFC 5280 §4.2.1.6). */
function serverNames({ subjectAltName = "" }: X509Certificate): string[] {
  return Array.from(
    subjectAltName.matchAll(/(?:^|, )DNS:([^,\s"]+)/g),
    ([, name = ""]) => name.toLowerCase(),
  );
}

function readPem(
  { path, said }: NamedFile,
  label: string,
  faults: string[],
): string | null {
  try {
    const pem = Deno.readTextFileSync(path);
    if (new RegExp(`-----BEGIN [A-Z ]*${label}-----`).test(pem)) return pem;
    faults.push(`${said}: ${path} holds no ${label} in PEM`);
  } catch (error) {
    const why = error instanceof Deno.errors.NotFound
      ? "there is no"
      : "cannot read";
    faults.push(`${said}: ${why} ${resolve(path)}`);
  }
  return null;
}

/** What can be said to openssl without being taken for something else. */
const NAME = /^[\w.:-]+$/;

/** What was made before in this process: a new configuration is no reason for another. */
let made: Certificate | null = null;

/**
 * Makes a certificate for names and addresses of this machine, with the program `openssl`, since the platform has no means to.
 * Its key is never written to a disk. Where there is no `openssl`, that is added to `faults`.
 */
export function makeCertificate(
  said: string,
  host: string,
  faults: string[],
): Certificate | null {
  if (made !== null) return made;
  try {
    const pem = runOpenssl(ownNames(host));
    const [cert = ""] =
      /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n/
        .exec(pem) ?? [];
    const [key = ""] =
      /-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]+-----END [A-Z ]*PRIVATE KEY-----\n/
        .exec(pem) ?? [];
    const { X509Certificate } = builtin("node:crypto");
    const fingerprint = new X509Certificate(cert).fingerprint256;
    made = { cert, key, names: [], others: [], fingerprint };
    return made;
  } catch (error) {
    const reason = error instanceof Deno.errors.NotFound
      ? "there is no openssl to make a certificate with"
      : `openssl made no certificate (${
        error instanceof Error ? error.message : error
      })`;
    faults.push(`${said}: ${reason}; give --tls-cert and --tls-key`);
    return null;
  }
}

function runOpenssl(names: readonly string[]): string {
  const alternatives = names.filter((name) => NAME.test(name))
    .map((name) => `${parseIp(name) ? "IP" : "DNS"}:${name}`);
  const { success, stdout, stderr } = new Deno.Command("openssl", {
    args: [
      ...["req", "-x509", "-nodes", "-days", "90", "-subj", "/CN=localhost"],
      ...["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"],
      ...["-addext", `subjectAltName=${alternatives.join(",")}`],
      ...["-addext", "extendedKeyUsage=serverAuth"],
      ...["-keyout", "/dev/stdout", "-out", "/dev/stdout"],
    ],
    stdin: "null",
  }).outputSync();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  if (success) return text(stdout);
  throw new Error(text(stderr).trim().split("\n").at(-1));
}
