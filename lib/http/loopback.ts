/** Whether a name or an address always leads to the machine that uses it (RFC 6761 §6.3, RFC 1122 §3.2.1.3, RFC 4291 §2.5.3). */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host.endsWith(".localhost") ||
    host === "::1" || host === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(host);
}
