import type { Places } from "../gateway/limits.ts";
import type { Others } from "../status/mod.ts";
import { askedPlaces } from "./asked_places.ts";
import type { Order, Report } from "./thread.ts";

/** What the supervisor does for a thread, from the thread's side. */
export interface Asking {
  readonly tools: {
    /** Ends a process and all that it started. */
    endTree(pid: number, token: string, grace: number): Promise<void>;
    /** The system's table of TCP connections to this server, or `null`. */
    connections(): Promise<string | null>;
    /** What the other threads have measured. */
    others(): Promise<Others>;
    /** Places for scripts that all threads share. */
    readonly places: Places;
  };
  /** Takes what the supervisor answers. */
  hear(
    answer: Extract<
      Order<never>,
      { kind: "ended" | "connections" | "others" | "place" | "giveBack" }
    >,
  ): void;
}

/** Makes the calls of a thread to its supervisor; whoever asks what was just asked gets the same answer. */
export function askSupervisor(post: (report: Report) => void): Asking {
  const ended = new Map<string, () => void>();
  const connections = shared<string | null>(() =>
    post({ kind: "connections" })
  );
  const others = shared<Others>(() => post({ kind: "others" }));
  const places = askedPlaces(post);
  return {
    tools: {
      places,
      endTree(pid, token, grace) {
        const { promise, resolve } = Promise.withResolvers<void>();
        ended.set(token, resolve);
        post({ kind: "endTree", pid, token, grace });
        return promise;
      },
      connections: connections.ask,
      others: others.ask,
    },
    hear(answer) {
      if (answer.kind === "connections") connections.hear(answer.table);
      else if (answer.kind === "others") others.hear(answer.others);
      else if (answer.kind === "place") {
        places.hear(answer.token, answer.answer, answer.thrift);
      } else if (answer.kind === "giveBack") places.giveBack(answer.thrift);
      else {
        ended.get(answer.token)?.();
        ended.delete(answer.token);
      }
    },
  };
}

/** A question that is asked once for all who want to know, until the answer comes. */
function shared<T>(
  post: () => void,
): { ask(): Promise<T>; hear(answer: T): void } {
  let asked: PromiseWithResolvers<T> | null = null;
  return {
    ask() {
      if (asked === null) {
        asked = Promise.withResolvers();
        post();
      }
      return asked.promise;
    },
    hear(answer) {
      asked?.resolve(answer);
      asked = null;
    },
  };
}
