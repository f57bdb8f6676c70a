import {
  type Command,
  configure,
  CORES,
  HERE,
  type Peer,
  type Place,
  program,
} from "./peer.ts";
import { findProgram } from "./site.ts";

function nginx(): Peer {
  const { path, absent } = program("nginx");
  return {
    name: "nginx",
    title: "nginx",
    skills: ["files", "listing", "tls", "h2", "plain", "tree"],
    absent,
    version: [path, "-v"],
    commands: (place) => [{
      line: [path, "-c", configure("nginx.conf", place), "-e", "stderr"],
    }],
  };
}

function nginxFcgiwrap(): Peer {
  const { path, absent } = program("nginx");
  const wrap = program("fcgiwrap");
  return {
    name: "nginx-fcgiwrap",
    title: "nginx + fcgiwrap",
    skills: ["scripts"],
    absent: absent ?? wrap.absent,
    commands: (place) => [
      {
        line: [
          wrap.path,
          ...["-c", String(CORES * 2), "-f"],
          ...["-s", `unix:${place.work}/fcgiwrap.sock`],
        ],
      },
      {
        line: [
          path,
          ...["-c", configure("nginx.conf", place, ["fcgiwrap"])],
          ...["-e", "stderr"],
        ],
      },
    ],
  };
}

function apache(): Peer {
  const { path, absent } = program("apache2", "httpd");
  return {
    name: "apache",
    title: "Apache event + mod_cgid",
    skills: ["files", "listing", "scripts", "tls", "h2", "plain", "tree"],
    absent,
    version: [path, "-v"],
    commands: (place) => [{
      line: [path, "-f", configure("apache.conf", place), "-D", "FOREGROUND"],
    }],
  };
}

function lighttpd(): Peer {
  const { path, absent } = program("lighttpd");
  const openssl = "/usr/lib/lighttpd/mod_openssl.so";
  const tls = findProgram(openssl) !== undefined;
  return {
    name: "lighttpd",
    title: "lighttpd + mod_cgi",
    skills: [
      ...["files", "listing", "scripts", "plain", "tree"] as const,
      ...(tls ? ["tls", "h2"] as const : []),
    ],
    absent,
    version: [path, "-v"],
    commands: (place) => {
      const given = tls
        ? place
        : { ...place, site: { ...place.site, tls: null } };
      const MODULES = given.site.tls ? ', "mod_openssl"' : "";
      const file = configure("lighttpd.conf", given, [], { MODULES });
      return [{ line: [path, "-D", "-f", file] }];
    },
  };
}

function caddy(): Peer {
  const { path, absent } = program("caddy");
  return {
    name: "caddy",
    title: "Caddy",
    skills: ["files", "listing", "tls", "h2", "plain", "tree"],
    absent,
    version: [path, "version"],
    commands: (place) => [{
      line: [
        ...[path, "run", "--adapter", "caddyfile"],
        ...["--config", configure("Caddyfile", place)],
      ],
      env: { HOME: place.work, XDG_CONFIG_HOME: place.work },
    }],
  };
}

function h2o(): Peer {
  const { path, absent } = program("h2o");
  return {
    name: "h2o",
    title: "H2O",
    skills: ["files", "listing", "tls", "h2", "plain", "tree"],
    absent,
    version: [path, "--version"],
    commands: (place) => [{
      line: [path, "-m", "worker", "-c", configure("h2o.conf", place)],
    }],
  };
}

function busybox(): Peer {
  const { path, absent } = program("busybox");
  return {
    name: "busybox",
    title: "BusyBox httpd",
    skills: ["plain", "files", "scripts"],
    absent,
    version: [path],
    commands: ({ site, port }) => [{
      // It looks for cgi-bin inside its root only, so the site has a link there.
      line: [path, "httpd", "-f", "-p", `127.0.0.1:${port}`, "-h", site.root],
    }],
  };
}

/** `python -m http.server`, as it comes and with scripts, which not every version has. */
function pythons(): Peer[] {
  const { path, absent } = program("/usr/bin/python3", "python3");
  const serve = (place: Place, ...more: string[]): Command[] => [{
    line: [
      ...[path, "-m", "http.server", String(place.port)],
      ...["--bind", "127.0.0.1", "--directory", place.site.root, ...more],
    ],
  }];
  return [
    {
      name: "python",
      title: "Python http.server",
      skills: ["plain", "files", "listing"],
      absent,
      version: [path, "--version"],
      // As it comes, over HTTP/1.0: over HTTP/1.1 each small file waits 40 ms for its second part.
      commands: (place) => serve(place),
    },
    {
      name: "python-cgi",
      title: "Python http.server --cgi",
      skills: ["scripts"],
      absent: absent ??
        (cgiIsGone(path) ? "this Python has no --cgi" : undefined),
      commands: (place) => serve(place, "--cgi"),
    },
  ];
}

function cgiIsGone(path: string): boolean {
  const { stdout } = new Deno.Command(path, {
    args: ["-m", "http.server", "--help"],
    stderr: "null",
  }).outputSync();
  return !new TextDecoder().decode(stdout).includes("--cgi");
}

function floors(): Peer[] {
  const deno = Deno.execPath();
  const given = ({ site, port }: Place) => [String(port), site.root];
  return [
    {
      name: "std",
      title: "std file server",
      compiles: true,
      skills: ["plain", "files", "listing"],
      commands: ({ site, port }) => [{
        // As its documentation says; it comes from the network, where there is one.
        line: [
          ...[deno, "run", "-A", "--no-lock", "jsr:@std/http@1/file-server"],
          ...["--host", "127.0.0.1", "--port", String(port), site.root],
        ],
      }],
    },
    {
      name: "floor",
      title: "Deno.serve from memory",
      compiles: true,
      skills: ["plain"],
      commands: (place) => [{
        line: [deno, "run", "-A", `${HERE}memory_floor.ts`, ...given(place)],
      }],
    },
    spawnFloor("spawn-floor", "bare loop of spawns", 0),
    spawnFloor("cgi-floor", "the same with variables, folder, stderr", 25),
  ];
}

function spawnFloor(name: string, title: string, variables: number): Peer {
  return {
    name,
    title,
    compiles: true,
    skills: ["scripts"],
    commands: ({ site, port }) => [{
      line: [
        ...[Deno.execPath(), "serve", "-A", "--parallel"],
        ...["--host", "127.0.0.1", "--port", String(port)],
        `${HERE}spawn_floor.ts`,
      ],
      env: {
        SCRIPTS: site.scripts,
        DENO_JOBS: String(CORES),
        VARIABLES: String(variables),
      },
    }],
  };
}

/** Everything that Gatehouse could be measured against. */
export function allPeers(): Peer[] {
  return [
    nginx(),
    nginxFcgiwrap(),
    apache(),
    lighttpd(),
    caddy(),
    h2o(),
    busybox(),
    ...pythons(),
    ...floors(),
  ];
}
