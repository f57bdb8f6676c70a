import type { Case } from "./case.ts";
import { load, type LoadCase, type Step } from "./load.ts";
import { LISTED, TREE } from "./site.ts";
import { besideScripts, idle, slowClients, startUp } from "./whole.ts";

const file = (name: string): Step => ({
  path: `/${name}`,
  want: { status: 200, file: name },
});

const script = (name: string, text: string): Step => ({
  path: `/cgi-bin/${name}`,
  want: { status: 200, text },
});

const MISSING: Step = { path: "/not-there.html", want: { status: 404 } };
const UNCHANGED: Step = {
  path: "/10k.html",
  want: { status: 304 },
  again: true,
};

function files(): LoadCase[] {
  return [
    {
      name: "1k",
      title: "file of 1 KB",
      group: "files",
      skill: "plain",
      steps: [file("1k.txt")],
    },
    {
      name: "10k",
      title: "file of 10 KB",
      group: "files",
      skill: "plain",
      steps: [file("10k.html")],
      quick: true,
    },
    {
      name: "100k",
      title: "file of 100 KB",
      group: "files",
      skill: "plain",
      steps: [file("100k.txt")],
    },
    {
      name: "1m",
      title: "file of 1 MB",
      group: "files",
      skill: "plain",
      steps: [file("1m.bin")],
      connections: 8,
      metrics: ["throughput", "rate", "p50", "p99", "cpu", "memory"],
      quick: true,
    },
    {
      name: "100m",
      title: "file of 100 MB",
      group: "files",
      skill: "files",
      steps: [file("100m.bin")],
      connections: 4,
      metrics: ["throughput", "cpu", "memory"],
    },
    {
      name: "tree",
      title: "100,000 files at random",
      group: "files",
      skill: "tree",
      steps: [{
        path: "/tree/7.txt",
        want: { status: 200, file: "tree/7.txt" },
      }],
      among: { path: "/tree/%d.txt", count: TREE },
      tree: true,
    },
  ];
}

function protocol(): LoadCase[] {
  return [
    {
      name: "304",
      title: "not modified",
      group: "protocol",
      skill: "files",
      steps: [UNCHANGED],
      quick: true,
    },
    {
      name: "range",
      title: "1 KB out of 1 MB",
      group: "protocol",
      skill: "files",
      steps: [{
        path: "/1m.bin",
        fields: { Range: "bytes=500000-501023" },
        want: { status: 206, file: "1m.bin", part: [500_000, 501_024] },
      }],
    },
    compressed("gzip", "page of 50 KB, compressed", "/page.html"),
    compressed("gzip-10k", "page of 10 KB, compressed", "/page-10k.html"),
    {
      name: "missing",
      title: "missing file",
      group: "protocol",
      skill: "files",
      steps: [MISSING],
      quick: true,
    },
    {
      name: "listing",
      title: `listing of ${LISTED.toLocaleString("en-US")} entries`,
      group: "protocol",
      skill: "listing",
      steps: [{
        path: "/list/",
        want: { status: 200, text: "file-999.txt" },
      }],
    },
    {
      name: "mix",
      title: "mix of files",
      group: "protocol",
      skill: "files",
      steps: [
        { ...file("1k.txt"), weight: 30 },
        { ...file("10k.html"), weight: 30 },
        { ...file("100k.txt"), weight: 8 },
        { ...file("1m.bin"), weight: 2 },
        { ...UNCHANGED, weight: 20 },
        { ...MISSING, weight: 10 },
      ],
    },
  ];
}

function compressed(name: string, title: string, path: string): LoadCase {
  return {
    name,
    title,
    group: "protocol",
    skill: "files",
    steps: [{
      path,
      fields: { "Accept-Encoding": "gzip" },
      want: { status: 200, encoding: "gzip" },
    }],
  };
}

function connections(): LoadCase[] {
  return [1, 256, 2000].map((count) => ({
    name: `c${count}`,
    title: `10 KB on ${count.toLocaleString("en-US")} connection${
      count > 1 ? "s" : ""
    }`,
    group: "connections",
    skill: "plain",
    steps: [file("10k.html")],
    connections: count,
    quick: count === 256,
  }));
}

function scripts(): LoadCase[] {
  const common = {
    group: "scripts",
    skill: "scripts",
    connections: 16,
  } as const;
  return [
    {
      ...common,
      name: "cgi-c",
      title: "script in C",
      steps: [script("hello.cgi", "Hello from C.")],
      quick: true,
    },
    {
      ...common,
      name: "cgi-sh",
      title: "script in sh",
      steps: [script("hello.sh", "Hello from sh.")],
      quick: true,
    },
    {
      ...common,
      name: "cgi-py",
      title: "script in Python",
      steps: [script("hello.py", "Hello from Python.")],
    },
    {
      ...common,
      name: "cgi-js",
      title: "script in JavaScript",
      steps: [{
        ...script("hello.js", "Hello from JavaScript."),
        ours: "/cgi-bin/hello_plain.js",
      }],
    },
    {
      ...common,
      name: "cgi-post",
      title: "1 MB posted to a script in C",
      connections: 8,
      steps: [{
        ...script("count.cgi", "1048576"),
        method: "POST",
        content: 1024 ** 2,
        fields: { "Content-Type": "application/octet-stream" },
      }],
    },
  ];
}

function encrypted(): LoadCase[] {
  return (["https", "h2"] as const).flatMap((over) =>
    ["1k.txt", "10k.html", "1m.bin"].map((name) => ({
      name: `${over === "h2" ? "h2" : "tls"}-${name.split(".")[0]}`,
      title: `${name.split(".")[0]?.toUpperCase()}B over ${
        over === "h2" ? "HTTP/2" : "TLS, HTTP/1.1"
      }`,
      group: "tls" as const,
      skill: over === "h2" ? "h2" as const : "tls" as const,
      steps: [file(name)],
      over,
      connections: name === "1m.bin" ? 4 : 16,
    }))
  );
}

/** All cases, in the order of the report. */
export function allCases(): Case[] {
  return [
    ...[...files(), ...protocol(), ...connections()].map(load),
    ...[...scripts(), ...encrypted()].map(load),
    besideScripts,
    startUp,
    idle,
    slowClients,
  ];
}
