import type { Evidence, Remedy } from "./cause.ts";
import type { Telling } from "./pattern.ts";
import { shellWord } from "./remedy.ts";
import { REMOVED_MODULES, RENAMED_MODULES } from "./removed.ts";
import { interpreterLine, wantedProgram } from "./text.ts";

/** Packages of the Python Package Index that are called otherwise than the modules in them. */
const PACKAGES: Readonly<Record<string, string>> = {
  Crypto: "pycryptodome",
  Cryptodome: "pycryptodomex",
  Levenshtein: "levenshtein",
  MySQLdb: "mysqlclient",
  OpenSSL: "pyOpenSSL",
  PIL: "pillow",
  attr: "attrs",
  bs4: "beautifulsoup4",
  cairo: "pycairo",
  cv2: "opencv-python-headless",
  dateutil: "python-dateutil",
  discord: "discord.py",
  docx: "python-docx",
  dns: "dnspython",
  dotenv: "python-dotenv",
  fitz: "PyMuPDF",
  git: "GitPython",
  jose: "python-jose",
  jwt: "PyJWT",
  ldap: "python-ldap",
  magic: "python-magic",
  memcache: "python-memcached",
  multipart: "python-multipart",
  nacl: "PyNaCl",
  osgeo: "GDAL",
  pkg_resources: "setuptools",
  pptx: "python-pptx",
  psycopg2: "psycopg2-binary",
  rest_framework: "djangorestframework",
  serial: "pyserial",
  skimage: "scikit-image",
  sklearn: "scikit-learn",
  slugify: "python-slugify",
  telegram: "python-telegram-bot",
  usb: "pyusb",
  websocket: "websocket-client",
  win32api: "pywin32",
  wx: "wxPython",
  yaml: "PyYAML",
  zmq: "pyzmq",
};

/** The same for modules of packages that share their first name. */
const NAMESPACES: Readonly<Record<string, string>> = {
  "azure.storage.blob": "azure-storage-blob",
  "google.auth": "google-auth",
  "google.cloud.storage": "google-cloud-storage",
  "google.protobuf": "protobuf",
  "googleapiclient": "google-api-python-client",
  "mysql.connector": "mysql-connector-python",
  "ruamel.yaml": "ruamel.yaml",
};

/** Modules that only the system's own packages bring, by the package's name on Debian. */
const SYSTEM_ONLY: Readonly<Record<string, string>> = {
  _tkinter: "python3-tk",
  apt: "python3-apt",
  dbus: "python3-dbus",
  gi: "python3-gi",
  tkinter: "python3-tk",
};

/** Python 3 has had these since, and no package brings them to an older one. */
export const NEW_MODULES: Readonly<Record<string, string>> = {
  annotationlib: "3.14",
  compression: "3.14",
  contextvars: "3.7",
  dataclasses: "3.7",
  graphlib: "3.9",
  secrets: "3.6",
  tomllib: "3.11",
  zoneinfo: "3.9",
};

/** What is said of a module that Python removed. */
export function removed(
  [, name = ""]: RegExpExecArray,
  evidence: Evidence,
): Telling | null {
  const module = REMOVED_MODULES[name];
  if (!module) return null;
  return {
    sentence:
      `The script imports \`${name}\`, which Python ${module.since} removed.`,
    remedy: replacing(name, evidence),
  };
}

/** What to do about a module that Python removed. */
export function replacing(name: string, evidence: Evidence): Remedy {
  const module = REMOVED_MODULES[name];
  const text = `Use ${module?.instead ?? "something else"}`;
  if (!module?.pack) return { text: text + "." };
  const command = installing(module.pack, evidence);
  return module.instead.includes(`\`${module.pack}\``)
    ? { text: `Install the package \`${module.pack}\`, which has it.`, command }
    : { text: `${text}, or install the package \`${module.pack}\`.`, command };
}

/** What is said of a module that Python 2 called otherwise. */
export function renamed([, name = ""]: RegExpExecArray): Telling | null {
  const now = RENAMED_MODULES[name];
  return now === undefined ? null : {
    sentence:
      `The script imports \`${name}\`, as Python 2 called it; it is written for Python 2.`,
    remedy: { text: `Python 3 has it as \`${now}\`.` },
  };
}

/** What is said of a module that is not there, whoever may bring it. */
export function notInstalled(
  [, name = ""]: RegExpExecArray,
  evidence: Evidence,
): Telling | null {
  const [first = name] = name.split(".");
  if (REMOVED_MODULES[name] || RENAMED_MODULES[name]) return null;
  if (NEW_MODULES[first]) return null;
  const python = pythonProgram(evidence);
  const system = SYSTEM_ONLY[first];
  return {
    sentence:
      `The Python that runs the script does not have the module \`${name}\`.`,
    evidence: python ? [`it is run by \`${python}\``] : [],
    remedy: system
      ? {
        text:
          `The system's own package brings it, for the system's own Python: on Debian \`${system}\`.`,
        command: `apt install ${system}`,
      }
      : byPip(name, python, evidence),
  };
}

function byPip(
  name: string,
  python: string | null,
  evidence: Evidence,
): Remedy {
  const pack = packageOf(name, evidence);
  const [first] = name.split(".");
  const called = pack === first
    ? "it"
    : `the package \`${pack}\`, which has it,`;
  // Distributions forbid pip to touch their own Python (PEP 668).
  const guarded = /^\/usr\/bin\//.test(python ?? "")
    ? ` Where \`pip\` says that the environment is managed externally, take the system's own package, mostly \`python3-${pack.toLowerCase()}\`, or a Python of a virtual environment in the first line.`
    : "";
  return {
    text:
      `Install ${called} for that very Python, or put the module beside the script.${guarded}`,
    command: installing(pack, evidence),
  };
}

/** The package that brings a module; what the script says further of a shared name is looked at, too. */
function packageOf(name: string, { file }: Evidence): string {
  const [first = name] = name.split(".");
  const spaces = Object.keys(NAMESPACES).find((space) =>
    name === space ||
    (space.startsWith(first) && file.source.includes(space)) ||
    (space.startsWith(first + ".") &&
      file.source.includes(`from ${first} import ${space.split(".")[1]}`))
  );
  return (spaces && NAMESPACES[spaces]) ?? PACKAGES[first] ?? first;
}

/** The Python that runs the script, by its path, where that is known. */
export function pythonProgram(evidence: Evidence): string | null {
  if (evidence.starter !== null) return evidence.starter;
  const line = interpreterLine(evidence.file.head);
  return line && (evidence.programs[wantedProgram(line)]?.path ?? null);
}

function installing(pack: string, evidence: Evidence): string {
  const python = pythonProgram(evidence) ?? "python3";
  return `${shellWord(python)} -m pip install ${shellWord(pack)}`;
}
