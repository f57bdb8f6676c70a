import { assertEquals } from "@std/assert";
import { type Attempt, mayRepeat } from "../../lib/fastcgi/repeat.ts";

const BROKEN: Attempt = {
  method: "GET",
  content: false,
  attempts: 1,
  addresses: 3,
  refusal: null,
  broken: true,
};

const ROWS: { name: string; given: Partial<Attempt>; want: boolean }[] = [
  { name: "GET that broke off, once more", given: {}, want: true },
  { name: "but not a third time", given: { attempts: 2 }, want: false },
  { name: "PUT without content", given: { method: "PUT" }, want: true },
  {
    name: "PUT whose content is gone",
    given: { method: "PUT", content: true },
    want: false,
  },
  {
    name: "POST, which may have had its effect (RFC 9110 §9.2.2)",
    given: { method: "POST" },
    want: false,
  },
  {
    name: "a method in another case is another method (RFC 9110 §9.1)",
    given: { method: "get" },
    want: false,
  },
  {
    name: "POST that was refused unread",
    given: { method: "POST", refusal: "overloaded", broken: false },
    want: true,
  },
  {
    name: "refused by all addresses",
    given: { refusal: "overloaded", broken: false, attempts: 3 },
    want: false,
  },
  {
    name: "an answer that makes no sense, or came too late",
    given: { broken: false },
    want: false,
  },
];

for (const { name, given, want } of ROWS) {
  Deno.test(`mayRepeat: ${name}`, () => {
    assertEquals(mayRepeat({ ...BROKEN, ...given }), want);
  });
}
