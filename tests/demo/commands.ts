/** The commands of a page, and what comes of each. */
export interface CommandRow {
  readonly page: string;
  /** What the page says in words and not as a block. */
  readonly then?: readonly string[];
  /** For each block what it prints, or what the server that it starts has at `/`; empty for neither. */
  readonly wants: readonly string[];
}

/** Pages of which each command is run as it stands. */
export const COMMAND_ROWS: readonly CommandRow[] = [
  {
    page: "index.html",
    then: ["gatehouse"],
    wants: ["", 'action="cgi-bin/hello.js"'],
  },
  {
    page: "manual/getting-started.html",
    wants: ["<form", "The gate is open", "It works"],
  },
  {
    page: "manual/cgi-in-ten-minutes.html",
    wants: [
      "Who is there?",
      "<h1>Hello, Ada!</h1>",
      "form.html",
      "form.html",
      "image/jpeg",
      "form.html",
      "You sent:\nfirstname=Ada",
      "<h1>Hello, Zoë!</h1>",
      '<img src="test.jpg"',
    ],
  },
  {
    page: "manual/explaining.html",
    wants: [
      "It works",
      "The output has no header.",
      "HTTP_ACCEPT_LANGUAGE  fr",
      "",
      "1 of 1 requests are answered now.",
      "Checked 1 script",
    ],
  },
  {
    page: "manual/status.html",
    wants: ["It works", '{"software":"Gatehouse/', 'data: {"software"'],
  },
  {
    page: "manual/deploying.html",
    wants: ["Checked 1 script", "It works", "The time is"],
  },
  {
    page: "manual/from-apache.html",
    wants: ["The same pages", "got a=1", "Checked 1 script"],
  },
];

/** The same, by name. */
export const COMMAND_PAGES: ReadonlySet<string> = new Set(
  COMMAND_ROWS.map(({ page }) => page),
);
