/** A module that Python no longer has. */
export interface RemovedModule {
  /** The version that removed it, such as `3.13`. */
  readonly since: string;
  /** What to use in its place. */
  readonly instead: string;
  /** A package of the Python Package Index that brings it back. */
  readonly pack?: string;
}

/** Modules that left the standard library of Python 3, by name (PEP 594, PEP 632 and "What's New" 3.11 to 3.13). */
export const REMOVED_MODULES: Readonly<Record<string, RemovedModule>> = {
  cgi: {
    since: "3.13",
    instead:
      "`urllib.parse.parse_qs` for forms and `email.message` for uploads",
    pack: "legacy-cgi",
  },
  cgitb: {
    since: "3.13",
    instead: "the explanations of this server, which show the traceback",
    pack: "legacy-cgi",
  },
  aifc: dead("another audio library", "standard-aifc"),
  audioop: dead("another audio library", "audioop-lts"),
  chunk: dead("the module `struct`", "standard-chunk"),
  crypt: dead("`hashlib.scrypt`, or the package `bcrypt`", "legacycrypt"),
  imghdr: dead("the package `filetype`", "standard-imghdr"),
  mailcap: dead("the module `mimetypes`", "standard-mailcap"),
  msilib: dead("another tool"),
  nis: dead("another way to ask the directory"),
  nntplib: dead("another news library", "standard-nntplib"),
  ossaudiodev: dead("another audio library"),
  pipes: dead("the module `subprocess`", "standard-pipes"),
  sndhdr: dead("the package `filetype`", "standard-sndhdr"),
  spwd: dead("another way to check passwords"),
  sunau: dead("another audio library", "standard-sunau"),
  telnetlib: dead("the package `telnetlib3`", "standard-telnetlib"),
  uu: dead("the module `base64`", "standard-uu"),
  xdrlib: dead("the module `struct`", "standard-xdrlib"),
  lib2to3: dead("the package `parso` or `libcst`"),
  asynchat: gone("3.12", "the module `asyncio`", "pyasynchat"),
  asyncore: gone("3.12", "the module `asyncio`", "pyasyncore"),
  distutils: gone("3.12", "the package `setuptools`", "setuptools"),
  imp: gone("3.12", "the module `importlib`"),
  smtpd: gone("3.12", "the package `aiosmtpd`"),
  binhex: gone("3.11", "the module `binascii`"),
};

/** Names that modules had in Python 2, and what they are called now. */
export const RENAMED_MODULES: Readonly<Record<string, string>> = {
  BaseHTTPServer: "http.server",
  CGIHTTPServer: "http.server",
  ConfigParser: "configparser",
  Cookie: "http.cookies",
  HTMLParser: "html.parser",
  Queue: "queue",
  SimpleHTTPServer: "http.server",
  SocketServer: "socketserver",
  StringIO: "io",
  __builtin__: "builtins",
  cPickle: "pickle",
  cStringIO: "io",
  commands: "subprocess",
  cookielib: "http.cookiejar",
  htmlentitydefs: "html.entities",
  httplib: "http.client",
  md5: "hashlib",
  sets: "the built-in type `set`",
  sha: "hashlib",
  urllib2: "urllib.request",
  urlparse: "urllib.parse",
};

function dead(instead: string, pack?: string): RemovedModule {
  return gone("3.13", instead, pack);
}

function gone(since: string, instead: string, pack?: string): RemovedModule {
  return { since, instead, ...(pack === undefined ? {} : { pack }) };
}

/** Compares versions such as `3.9` and `3.13.1` part by part; negative where `one` is the older. */
export function compareVersions(one: string, other: string): number {
  const [left, right] = [one, other].map((text) => text.split(".").map(Number));
  for (let index = 0; index < 3; index++) {
    const difference = (left?.[index] ?? 0) - (right?.[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
