/** Packages of the Python Package Index whose module has another name, by that module. */
const PACKAGES: Readonly<Record<string, string>> = {
  Crypto: "pycryptodome",
  Levenshtein: "python-Levenshtein",
  MySQLdb: "mysqlclient",
  OpenSSL: "pyOpenSSL",
  PIL: "pillow",
  attr: "attrs",
  bs4: "beautifulsoup4",
  cairo: "pycairo",
  cv2: "opencv-python-headless",
  dateutil: "python-dateutil",
  docx: "python-docx",
  dotenv: "python-dotenv",
  fitz: "PyMuPDF",
  gi: "PyGObject",
  git: "GitPython",
  jose: "python-jose",
  jwt: "PyJWT",
  ldap: "python-ldap",
  magic: "python-magic",
  memcache: "python-memcached",
  nacl: "PyNaCl",
  osgeo: "GDAL",
  pkg_resources: "setuptools",
  pptx: "python-pptx",
  psycopg2: "psycopg2-binary",
  serial: "pyserial",
  skimage: "scikit-image",
  sklearn: "scikit-learn",
  slugify: "python-slugify",
  telegram: "python-telegram-bot",
  usb: "pyusb",
  win32api: "pywin32",
  yaml: "PyYAML",
  zmq: "pyzmq",
};

/** The package that brings a module, such as `PyYAML` for `yaml`; mostly the name of both is the same. */
export function packageOf(module: string): string {
  const [first = module] = module.split(".");
  return PACKAGES[first] ?? first;
}
