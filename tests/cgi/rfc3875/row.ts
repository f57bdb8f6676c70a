/** What must come of a request; `null` says that a variable or field must not be there. */
export interface Want {
  /** 200 where it is not said. */
  readonly status?: number | readonly number[];
  /** Meta-variables that the script `ENV` has shown. */
  readonly env?: Readonly<Record<string, string | RegExp | null>>;
  readonly fields?: Readonly<Record<string, string | RegExp | null>>;
  readonly content?: string | RegExp;
}

/** One clause of RFC 3875, with a script and a request that show whether it is kept. */
export interface Row {
  /** The rule and its section. */
  readonly name: string;
  /** Request line and fields, a blank line, content. `$SCRIPT` is the path of the script. */
  readonly request: string;
  /** Text of the script after its `#!/bin/sh`. */
  readonly script: string;
  readonly want: Want;
  /** Name of the script's file where it matters. */
  readonly file?: string;
  /** What the server is started with besides ROOT. */
  readonly args?: readonly string[];
}

/** Shows the environment, one variable a line. */
export const ENV = String.raw`printf 'Content-Type: text/plain\n\n'; env`;

/** Gives back all of its standard input. */
export const INPUT = String.raw`printf 'Content-Type: text/plain\n\n'; cat`;

/** Shows its arguments, each in brackets. */
export const ARGUMENTS = String.raw`printf 'Content-Type: text/plain\n\n'
printf '[%s]' "$@"`;
