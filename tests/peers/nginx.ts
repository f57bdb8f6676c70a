import { freePort, type Peer, waitForPort } from "./cgi_apache.ts";

/** Where Debian has the server. */
export const NGINX = "/usr/sbin/nginx";

function configuration(root: string, own: string, port: number): string {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((name) => `${name}_temp_path ${own}/${name};`);
  return [
    "daemon off;",
    ...(Deno.uid() === 0 ? ["user www-data;"] : []),
    `pid ${own}/pid;`,
    `error_log ${own}/error.log;`,
    "events {}",
    "http {",
    "include /etc/nginx/mime.types;",
    "default_type application/octet-stream;",
    "access_log off;",
    ...temporary,
    "gzip on; gzip_vary on; gzip_types text/css text/plain application/json;",
    `server { listen 127.0.0.1:${port}; root ${root}; autoindex on; }`,
    "}",
    "",
  ].join("\n");
}

/** Starts Debian's nginx over `root` on a free port of the loopback address; `own` is a folder for its files. */
export async function startNginx(root: string, own: string): Promise<Peer> {
  const port = freePort();
  await Deno.mkdir(own);
  const file = `${own}/nginx.conf`;
  await Deno.writeTextFile(file, configuration(root, own, port));
  const child = new Deno.Command(NGINX, {
    args: ["-c", file, "-e", `${own}/error.log`],
    stdout: "null",
    stderr: "null",
  }).spawn();
  await waitForPort(port);
  return {
    name: "nginx",
    port,
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await child.status;
    },
  };
}
