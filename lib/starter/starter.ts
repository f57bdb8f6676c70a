/** Languages that a small site can be begun in. */
export const LANGUAGES = ["js", "py", "pl", "sh", "php", "go"] as const;

/** One of `LANGUAGES`. */
export type StarterLanguage = (typeof LANGUAGES)[number];

/** A file that is written. */
export interface StarterFile {
  /** Relative to the folder of the site, with `/`. */
  readonly path: string;
  readonly text: string;
  /** Whether it is made executable. */
  readonly executable?: boolean;
  /** What it is, in a few words. */
  readonly about: string;
}

/** What a language adds to the page and its style. */
export interface Starter {
  /** What people call the language. */
  readonly name: string;
  /** The URL path of the script that the form is sent to. */
  readonly action: string;
  readonly files: readonly StarterFile[];
  /** The command that runs the test. */
  readonly test: string;
  /** Programs without which the script, or its test, does not run. */
  readonly needs: readonly string[];
  /** What must be done before the script is there, if anything. */
  readonly build?: string;
}

/** The page and the style, the same for every language. */
export function pageFiles(
  { name, action }: Pick<Starter, "name" | "action">,
): StarterFile[] {
  return [
    {
      path: "www/index.html",
      about: "the page with the form",
      text: `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <title>My site</title>
    <link rel="stylesheet" href="/style.css">
  </head>
  <body>
    <h1>It works</h1>
    <p>
      This page is a file, <code>www/index.html</code>. The form goes to a
      script in ${name}, <code>${action.slice(1)}</code>.
    </p>
    <form method="post" action="${action}">
      <label for="name">What is your name?</label>
      <input id="name" name="name" autocomplete="given-name" required>
      <button>Say hello</button>
    </form>
  </body>
</html>
`,
    },
    {
      path: "www/style.css",
      about: "its style",
      text: `:root {
  color-scheme: light dark;
  font: 1.1rem/1.6 system-ui, sans-serif;
}

body {
  max-width: 36rem;
  margin: 12vh auto;
  padding: 0 1.25rem;
}

label {
  display: block;
}

input,
button {
  padding: 0.4rem 0.7rem;
  font: inherit;
}
`,
    },
  ];
}
