/** Names that Python 2 had built in, and what stands for them now. */
export const PYTHON2_NAMES: Readonly<Record<string, string>> = {
  basestring: "`str`",
  cmp: "a function for `key=`, or `functools.cmp_to_key`",
  execfile: "`exec(open(path).read())`",
  file: "`open`",
  ifilter: "`filter`",
  imap: "`map`",
  izip: "`zip`",
  long: "`int`",
  raw_input:
    "the fields of a form (`input` would ask a keyboard, where nobody sits)",
  reduce: "`functools.reduce`",
  reload: "`importlib.reload`",
  unichr: "`chr`",
  unicode: "`str`",
  xrange: "`range`",
};

/** What Python 2 had in modules. */
export const PYTHON2_MEMBERS: Readonly<Record<string, string>> = {
  "itertools.ifilter": "`filter`",
  "itertools.imap": "`map`",
  "itertools.izip": "`zip`",
  "os.getcwdu": "`os.getcwd`",
  "string.join": "`separator.join(list)`",
  "string.letters": "`string.ascii_letters`",
  "string.lower": "`text.lower()`",
  "string.lowercase": "`string.ascii_lowercase`",
  "string.maketrans": "`str.maketrans`",
  "string.replace": "`text.replace(old, new)`",
  "string.split": "`text.split(separator)`",
  "string.strip": "`text.strip()`",
  "string.upper": "`text.upper()`",
  "string.uppercase": "`string.ascii_uppercase`",
  "sys.maxint": "`sys.maxsize`",
  "sys.setdefaultencoding": "nothing: text is Unicode by itself",
  "types.StringType": "`str`",
  "urllib.quote": "`urllib.parse.quote`",
  "urllib.quote_plus": "`urllib.parse.quote_plus`",
  "urllib.unquote": "`urllib.parse.unquote`",
  "urllib.unquote_plus": "`urllib.parse.unquote_plus`",
  "urllib.urlencode": "`urllib.parse.urlencode`",
  "urllib.urlopen": "`urllib.request.urlopen`",
  "urllib.urlretrieve": "`urllib.request.urlretrieve`",
};

/** What objects could do in Python 2. */
export const PYTHON2_METHODS: Readonly<Record<string, string>> = {
  "dict.has_key": "`key in d`",
  "dict.iteritems": "`d.items()`",
  "dict.iterkeys": "`d.keys()`",
  "dict.itervalues": "`d.values()`",
  "str.decode": "the text as it is, for it is no bytes any more",
};

type Change = readonly [since: string, instead: string];

/** What left modules that are still there: since when, and what to use. */
export const REMOVED_MEMBERS: Readonly<Record<string, Change>> = {
  "array.tostring": ["3.9", "`tobytes`"],
  "asyncio.coroutine": ["3.11", "`async def`"],
  "base64.decodestring": ["3.9", "`base64.decodebytes`"],
  "base64.encodestring": ["3.9", "`base64.encodebytes`"],
  "cgi.escape": ["3.8", "`html.escape`"],
  "cgi.parse_qs": ["3.8", "`urllib.parse.parse_qs`"],
  "cgi.parse_qsl": ["3.8", "`urllib.parse.parse_qsl`"],
  "collections.Callable": ["3.10", "`collections.abc.Callable`"],
  "collections.Hashable": ["3.10", "`collections.abc.Hashable`"],
  "collections.Iterable": ["3.10", "`collections.abc.Iterable`"],
  "collections.Iterator": ["3.10", "`collections.abc.Iterator`"],
  "collections.Mapping": ["3.10", "`collections.abc.Mapping`"],
  "collections.MutableMapping": ["3.10", "`collections.abc.MutableMapping`"],
  "collections.MutableSequence": ["3.10", "`collections.abc.MutableSequence`"],
  "collections.Sequence": ["3.10", "`collections.abc.Sequence`"],
  "collections.Set": ["3.10", "`collections.abc.Set`"],
  "configparser.SafeConfigParser": ["3.12", "`configparser.ConfigParser`"],
  "fractions.gcd": ["3.9", "`math.gcd`"],
  "inspect.getargspec": ["3.11", "`inspect.getfullargspec`"],
  "locale.format": ["3.12", "`locale.format_string`"],
  "os.errno": ["3.7", "the module `errno`"],
  "platform.dist": ["3.8", "`platform.freedesktop_os_release`"],
  "platform.linux_distribution": [
    "3.8",
    "`platform.freedesktop_os_release`",
  ],
  "ssl.match_hostname": ["3.12", "an `ssl.SSLContext`, which checks names"],
  "ssl.wrap_socket": ["3.12", "`ssl.create_default_context().wrap_socket`"],
  "time.clock": ["3.8", "`time.perf_counter`"],
  "typing.io": ["3.13", "`typing.IO`"],
};

/** What only newer versions of Python have in their modules. */
export const NEW_MEMBERS: Readonly<Record<string, string>> = {
  "asyncio.TaskGroup": "3.11",
  "asyncio.run": "3.7",
  "asyncio.timeout": "3.11",
  "asyncio.to_thread": "3.9",
  "datetime.UTC": "3.11",
  "enum.StrEnum": "3.11",
  "functools.cache": "3.9",
  "functools.cached_property": "3.8",
  "hashlib.file_digest": "3.11",
  "itertools.batched": "3.12",
  "itertools.pairwise": "3.10",
  "math.prod": "3.8",
  "str.removeprefix": "3.9",
  "str.removesuffix": "3.9",
  "typing.Annotated": "3.9",
  "typing.Literal": "3.8",
  "typing.Protocol": "3.8",
  "typing.Self": "3.11",
  "typing.TypeAlias": "3.10",
  "typing.TypedDict": "3.8",
  "typing.override": "3.12",
};
