/** Where a certificate and its key go; `/dev/stdout` is possible. */
interface Files {
  readonly cert: string;
  readonly key: string;
}

/**
 * Makes a certificate for these names, of which the first is its subject's, and the key of it; `more` are further
 * arguments of `openssl req`. Returns what that wrote. Throws where it fails.
 */
export function makeCertificate(
  names: readonly string[],
  { cert, key }: Files,
  more: readonly string[] = [],
): string {
  const alternatives = names.map((name) => `DNS:${name}`).join();
  const { success, stdout } = new Deno.Command("openssl", {
    args: [
      ...["req", "-x509", "-nodes", "-days", "2", "-subj", `/CN=${names[0]}`],
      ...["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"],
      ...["-addext", `subjectAltName=${alternatives}`, ...more],
      ...["-keyout", key, "-out", cert],
    ],
    stdin: "null",
    stderr: "null",
  }).outputSync();
  if (!success) throw new Error(`openssl makes no certificate for ${names}`);
  return new TextDecoder().decode(stdout);
}
