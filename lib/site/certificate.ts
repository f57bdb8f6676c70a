import { createPrivateKey, X509Certificate } from "node:crypto";
import { resolve } from "node:path";

/** What HTTPS needs, in PEM. */
export interface Certificate {
  /** The certificate, and those that vouch for it. */
  readonly cert: string;
  readonly key: string;
  /** SHA-256 of a certificate that was made for this run, as `AB:CD:…`; `null` for one that was given. */
  readonly fingerprint: string | null;
}

/** A file, and how the option that names it was said. */
export interface NamedFile {
  readonly path: string;
  readonly said: string;
}

/** Reads a certificate and its key; what is wrong with them is added to `faults`. */
export function readCertificate(
  certificate: NamedFile,
  privateKey: NamedFile,
  faults: string[],
): Certificate | null {
  const cert = readPem(certificate, "CERTIFICATE", faults);
  const key = readPem(privateKey, "PRIVATE KEY", faults);
  if (cert === null || key === null) return null;
  try {
    if (!new X509Certificate(cert).checkPrivateKey(createPrivateKey(key))) {
      faults.push(`${privateKey.said}: the key is not that of the certificate`);
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    faults.push(`${certificate.said}: it cannot be used (${reason})`);
  }
  return { cert, key, fingerprint: null };
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

/** What was made before in this process: a new configuration is no reason for another. */
let made: Certificate | null = null;

/**
 * Makes a certificate for this machine alone, with the program `openssl`, since the platform has no means to.
 * Its key is never written to a disk. Where there is no `openssl`, that is added to `faults`.
 */
export function makeCertificate(
  said: string,
  faults: string[],
): Certificate | null {
  if (made !== null) return made;
  try {
    const pem = runOpenssl();
    const [cert = ""] =
      /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n/
        .exec(pem) ?? [];
    const [key = ""] =
      /-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]+-----END [A-Z ]*PRIVATE KEY-----\n/
        .exec(pem) ?? [];
    const fingerprint = new X509Certificate(cert).fingerprint256;
    made = { cert, key, fingerprint };
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

const NAMES = "subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1";

function runOpenssl(): string {
  const { success, stdout, stderr } = new Deno.Command("openssl", {
    args: [
      ...["req", "-x509", "-nodes", "-days", "90", "-subj", "/CN=localhost"],
      ...["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"],
      ...["-addext", NAMES, "-addext", "extendedKeyUsage=serverAuth"],
      ...["-keyout", "/dev/stdout", "-out", "/dev/stdout"],
    ],
    stdin: "null",
  }).outputSync();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  if (success) return text(stdout);
  throw new Error(text(stderr).trim().split("\n").at(-1));
}
