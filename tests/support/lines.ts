import { until } from "./until.ts";

/** What a stream has given so far. */
export interface Gathered {
  text(): string;
  /** Waits until the text holds this. Throws after the deadline (10 s). */
  waitFor(wanted: string | RegExp): Promise<void>;
  readonly done: Promise<void>;
}

/** Gathers the text of a stream in the background. */
export function lines(stream: ReadableStream<Uint8Array>): Gathered {
  let text = "";
  let over = false;
  const gather = async () => {
    const decoder = new TextDecoder();
    for await (const bytes of stream) {
      text += decoder.decode(bytes, { stream: true });
    }
    over = true;
  };
  const holds = (wanted: string | RegExp) =>
    typeof wanted === "string" ? text.includes(wanted) : wanted.test(text);
  return {
    text: () => text,
    done: gather(),
    async waitFor(wanted) {
      await until(() => holds(wanted) || over, `${wanted} in: `, () => text);
      if (!holds(wanted)) throw new Error(`the stream ended without ${wanted}`);
    },
  };
}
