/** What a static file module may be told; all but `root` has a default. */
export interface StaticOptions {
  /** The folder that is served. */
  readonly root: string;
  /** Names of index files, best first; `index.html`, `index.htm`. */
  readonly index?: readonly string[];
  /** Whether a folder without an index file is listed; yes. */
  readonly listing?: boolean;
  /** Whether names that begin with a dot are served; no, but for `/.well-known/`. */
  readonly hidden?: boolean;
  /** Whether links that lead out of `root` are followed; no. */
  readonly followLinks?: boolean;
  /** Media types by extension, before those of the table. */
  readonly mime?: Readonly<Record<string, string>>;
  /** How long a cache may keep a response unasked, in seconds (RFC 9111 §5.2.2.1); `null`: it asks each time. */
  readonly maxAge?: number | null;
  /** Whether files whose name carries a hash are said never to change (RFC 8246); yes. */
  readonly immutable?: boolean;
  /** Whether `/about` stands for `about.html`; no. */
  readonly cleanUrls?: boolean;
  /** Whether the root's index file answers navigations to what is not there; no. */
  readonly spa?: boolean;
  /** How much memory the files that are kept may take, in bytes; 64 MiB. */
  readonly cacheSize?: number;
  /** Whether content is compressed on the fly; yes. Ready-made siblings are used in any case. */
  readonly compress?: boolean;
  /** Whether the file or folder at this canonical path belongs to somebody else and is not here; nothing does. */
  readonly withhold?: (realPath: string) => boolean;
  /**
   * Whether the platform itself reads what is streamed, so that each piece may be let go when the next one is asked for;
   * no. Never where a program wraps or keeps the content of a response.
   */
  readonly direct?: boolean;
  /** Where scripts live, for the advice to somebody who posts to a file; `/cgi-bin/`. */
  readonly scripts?: string | null;
}

/** The same with every default filled in. */
export type Settings = Required<StaticOptions>;

/** How much memory files take by default, in bytes. */
const CACHE_SIZE = 64 * 1024 * 1024;

/** Fills in the defaults. */
export function withDefaults(options: StaticOptions): Settings {
  return {
    root: options.root.replace(/(?<=.)[\\/]+$/, ""),
    index: options.index ?? ["index.html", "index.htm"],
    listing: options.listing ?? true,
    hidden: options.hidden ?? false,
    followLinks: options.followLinks ?? false,
    mime: options.mime ?? {},
    maxAge: options.maxAge ?? null,
    immutable: options.immutable ?? true,
    cleanUrls: options.cleanUrls ?? false,
    spa: options.spa ?? false,
    cacheSize: options.cacheSize ?? CACHE_SIZE,
    compress: options.compress ?? true,
    withhold: options.withhold ?? (() => false),
    direct: options.direct ?? false,
    scripts: options.scripts === undefined ? "/cgi-bin/" : options.scripts,
  };
}
