/** A peer that runs until it is disposed of. */
export interface Peer extends AsyncDisposable {
  readonly name: string;
  readonly port: number;
}

/** Where Debian has the server. */
export const APACHE = "/usr/sbin/apache2";

const MODULES = "/usr/lib/apache2/modules";
const LOADED = [
  "mpm_event",
  "authz_core",
  "unixd",
  "dir",
  "mime",
  "alias",
  "cgid",
];

/** Settings for one site: documents in `www`, scripts in `cgi-bin`, everything else in `apache`. */
function configuration(
  site: string,
  port: number,
  more: readonly string[],
): string {
  const own = `${site}/apache`;
  const modules = LOADED.filter((name) => exists(`${MODULES}/mod_${name}.so`))
    .map((name) => `LoadModule ${name}_module ${MODULES}/mod_${name}.so`);
  return [
    `ServerRoot ${own}`,
    ...modules,
    `Listen 127.0.0.1:${port}`,
    `ServerName localhost:${port}`,
    `PidFile ${own}/pid`,
    `ErrorLog ${own}/error.log`,
    `DefaultRuntimeDir ${own}`,
    `ScriptSock ${own}/cgid`,
    ...(Deno.uid() === 0 ? ["User www-data", "Group www-data"] : []),
    `TypesConfig /etc/mime.types`,
    `DocumentRoot ${site}/www`,
    `ScriptAlias /cgi-bin/ ${site}/cgi-bin/`,
    `<Directory ${site}>`,
    `  Require all granted`,
    `</Directory>`,
    ...more,
    "",
  ].join("\n");
}

/**
 * Starts Debian's Apache with mod_cgid on a free port of the loopback address, with nothing of the system's own
 * configuration; `more` are further directives. Throws where it does not come up.
 */
export async function startApache(
  site: string,
  more: readonly string[] = [],
): Promise<Peer> {
  const port = freePort();
  await Deno.mkdir(`${site}/apache`);
  // Apache's processes are another user's, and must get in.
  await Deno.chmod(site, 0o755);
  await Deno.writeTextFile(
    `${site}/apache/httpd.conf`,
    configuration(site, port, more),
  );
  const child = new Deno.Command(APACHE, {
    args: ["-f", `${site}/apache/httpd.conf`, "-DFOREGROUND"],
    stdout: "null",
    stderr: "inherit",
  }).spawn();
  await waitForPort(port);
  return {
    name: "Apache",
    port,
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await child.status;
    },
  };
}

/** Whether a file is there. */
export function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

/** A port of the loopback address that nobody listens on. */
export function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

/** Waits until somebody listens. Throws after 10 s. */
export async function waitForPort(port: number): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (Date.now() < deadline) {
    try {
      (await Deno.connect({ hostname: "127.0.0.1", port })).close();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  throw new Error(`nothing listens on port ${port}`);
}
