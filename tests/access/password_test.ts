import { assert, assertEquals } from "@std/assert";
import { PI_DIGITS } from "../../lib/access/blowfish_table.ts";
import { checkPassword, isKnownHash } from "../../lib/access/password.ts";
import { createStepper } from "../../lib/access/steps.ts";
import { isInstalled, makeHash } from "./htpasswd.ts";

/** Runs a check to its end, at once. */
function check(password: string, hash: string): boolean {
  const steps = checkPassword(new TextEncoder().encode(password), hash);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

Deno.test("Blowfish begins with the digits of π, as Machin's formula gives them", () => {
  const bits = BigInt(PI_DIGITS.length * 4);
  const one = 1n << (bits + 64n);
  const arctangent = (inverse: bigint): bigint => {
    let term = one / inverse;
    let sum = term;
    for (let odd = 3n, sign = -1n; term > 0n; odd += 2n, sign = -sign) {
      term /= inverse * inverse;
      sum += sign * (term / odd);
    }
    return sum;
  };
  const pi = 4n * (4n * arctangent(5n) - arctangent(239n));
  const fraction = (pi - 3n * one) >> 64n;
  assertEquals(
    fraction.toString(16).padStart(PI_DIGITS.length, "0"),
    PI_DIGITS,
  );
});

/** Made by other programs: the crypt library of a Linux system, and OpenSSL. */
const MADE_ELSEWHERE: readonly (readonly [password: string, hash: string])[] = [
  ["", "$2a$06$DCq7YPn5Rq63x1Lad4cll.TV4S6ytwfsfvkgY8jIucDrjc8deX1s."],
  ["U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"],
  ["U*U*U", "$2a$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a"],
  ["secret", "$1$abcdefgh$cHJi5PXp/ki/ktXzqlk6I1"],
  ["secret", "$apr1$abcdefgh$h9FWgUz3n9YxylKLlR5SQ/"],
  [
    "Hello world!",
    "$5$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5",
  ],
  [
    "Hello world!",
    "$5$rounds=10000$saltstringsaltst$3xv.VbSHBb41AL9AvLeujZkZRBAwqFMz2.opqey6IcA",
  ],
  [
    "This is just a test",
    "$6$rounds=5000$toolongsaltstrin$lQ8jolhgVRVhY4b5pZKaysCLi0QBxGoNeKQzQ3glMhwllF7oGDZxUhx1yxdYcz/e1JSbq3y6JMxxl8audkUEm0",
  ],
];

for (const [password, hash] of MADE_ELSEWHERE) {
  Deno.test(`a hash that another program made: ${hash}`, () => {
    assert(isKnownHash(hash));
    assert(check(password, hash));
    assert(!check(`${password}.`, hash));
  });
}

const PASSWORDS = [
  "p",
  "correct horse battery staple",
  "x".repeat(16),
  "x".repeat(63),
  "x".repeat(64),
  "x".repeat(72),
  "pässwörd ☃",
];

for (const flag of ["", "-m", "-B", "-s", "-2", "-5"]) {
  Deno.test({
    name: `what htpasswd writes ${flag || "unless told otherwise"}`,
    ignore: !isInstalled,
    fn() {
      for (const password of PASSWORDS) {
        const hash = makeHash(password, flag);
        assert(check(password, hash), `${password} ${hash}`);
        const other = `${password.slice(0, -1)}?`;
        assert(!check(other, hash), `${other} ${hash}`);
      }
    },
  });
}

for (
  const hash of [
    "",
    "plain",
    "{SHA}short",
    "4zgQKZ9V5sgdA",
    "$2x$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
    "$2y$03$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
    "$2y$31$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
    "$6$rounds=999999999$salt$" + "a".repeat(86),
    "$apr1$abcdefgh$short",
  ]
) {
  Deno.test(`no password opens ${JSON.stringify(hash)}`, () => {
    assertEquals(isKnownHash(hash), false);
    assertEquals(check(hash, hash), false);
  });
}

Deno.test("no password holds a NUL", () => {
  const hash = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";
  assertEquals(check("U*U\0x", hash), false);
});

Deno.test("a computation makes way for others while it runs", async () => {
  const hash = "$2a$08$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";
  const stepper = createStepper();
  let others = 0;
  const timer = setInterval(() => others++, 1);
  const checks = [hash, hash].map((hash) =>
    stepper.run(checkPassword(new TextEncoder().encode("x"), hash))
  );
  assertEquals(stepper.waiting, 2);
  assertEquals(await Promise.all(checks), [false, false]);
  clearInterval(timer);
  assert(others > 2, `${others} turns`);
  assertEquals(stepper.waiting, 0);
});
