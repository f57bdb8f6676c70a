import { assertEquals } from "@std/assert";
import { departureOf } from "../../lib/gateway/departure.ts";
import { exchange } from "../support/exchange.ts";

/** Later versions tell of a departure also whoever asks after it. */
const TELLS_LATE = !/^[01]\.|^2\.[0-7]\./.test(Deno.version.deno);

/** An exchange whose signal says how often it was asked for, and a watch that says the same. */
function observed() {
  const controller = new AbortController();
  const asked = { signal: 0, watch: 0, watched: 0 };
  const given = Object.defineProperty(exchange("/"), "signal", {
    get() {
      asked.signal++;
      return controller.signal;
    },
  });
  const watch = () => {
    asked.watch++;
    asked.watched++;
    return () => void asked.watched--;
  };
  return { controller, asked, given, watch };
}

Deno.test({
  name: "nobody is watched where nobody asks",
  ignore: !TELLS_LATE,
  fn() {
    const { given, watch, asked } = observed();
    departureOf(given, null, watch).forget();
    assertEquals(asked, { signal: 0, watch: 0, watched: 0 });
  },
});

Deno.test("a client that leaves is told of, until the watch ends", () => {
  const { controller, given, watch, asked } = observed();
  const departure = departureOf(given, null, watch);
  assertEquals(departure.signal.aborted, false);
  assertEquals(asked.watched, 1);
  controller.abort();
  assertEquals(departure.signal.aborted, true);
  departure.forget();
  assertEquals(asked.watched, 0);
});

Deno.test("a client that left before anybody asked is told of", () => {
  const { controller, given, watch } = observed();
  const departure = departureOf(given, null, watch);
  controller.abort();
  assertEquals(departure.signal.aborted, true);
  departure.forget();
});

Deno.test("content that broke off tells of it, unless nobody cares any more", async () => {
  const content = {
    length: 1,
    arriving: false,
    isLate: () => false,
    answering() {},
    broken: Promise.resolve(),
    read: () => Promise.resolve(null),
    close: () => {},
  };
  const first = observed();
  const departure = departureOf(first.given, content, first.watch);
  await content.broken;
  assertEquals(departure.signal.aborted, true);
  departure.forget();
  const second = observed();
  departureOf(second.given, content, second.watch).forget();
  await content.broken;
  assertEquals(second.asked.watched, 0);
});
