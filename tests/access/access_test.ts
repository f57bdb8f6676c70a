import { assert, assertEquals, assertThrows } from "@std/assert";
import { type Access, accessRules } from "../../lib/access/mod.ts";
import { HttpError } from "../../lib/http/error.ts";
import { exchange, type Given, type Note } from "../support/exchange.ts";

const SHA = "{SHA}UWuXg/ylF+7L0dBk2i0WUxCxl1k="; // "p"
const BCRYPT = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"; // "U*U"

async function withUsers(
  lines: string,
  body: (access: Access, file: string) => Promise<void>,
): Promise<void> {
  const file = await Deno.makeTempFile();
  await Deno.writeTextFile(file, lines);
  try {
    await body(accessRules({ users: [{ path: "/private/", file }] }), file);
  } finally {
    await Deno.remove(file);
  }
}

function basic(user: string, password: string, given: Given = {}): Given {
  return {
    ...given,
    fields: { authorization: `Basic ${btoa(`${user}:${password}`)}` },
  };
}

/** What comes of asking: who is logged in, or the status of the refusal. */
async function outcome(
  access: Access,
  path: string,
  given: Given = {},
): Promise<string> {
  try {
    const login = await access.login(exchange(path, given));
    return login ? `${login.scheme} ${login.user}` : "anybody";
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    const fields = error.fields.map(([name, value]) => `${name}: ${value}`);
    return [error.status, ...fields].join(" ");
  }
}

const CHALLENGE =
  '401 www-authenticate: Basic realm="/private/", charset="UTF-8"';

Deno.test("a path without a rule is anybody's", async () => {
  await withUsers(`ada:${SHA}`, async (access) => {
    assertEquals(await outcome(access, "/public/"), "anybody");
    assertEquals(await outcome(access, "/", basic("ada", "x")), "anybody");
  });
});

Deno.test("a path with a rule asks for a name (RFC 9110 §15.5.2)", async () => {
  await withUsers(`ada:${SHA}`, async (access) => {
    assertEquals(await outcome(access, "/private/x"), CHALLENGE);
  });
});

Deno.test("the right password opens it, at once the second time", async () => {
  await withUsers(`ada:${SHA}\ngrace:${BCRYPT}`, async (access) => {
    assertEquals(
      await outcome(access, "/private/", basic("ada", "p")),
      "Basic ada",
    );
    const given = basic("grace", "U*U");
    assertEquals(await outcome(access, "/private/", given), "Basic grace");
    const again = access.login(exchange("/private/", given));
    assert(!(again instanceof Promise));
  });
});

Deno.test("a wrong password, another's password, an unknown name: 401, and a note without the password", async () => {
  await withUsers(`ada:${SHA}\ngrace:${BCRYPT}`, async (access) => {
    for (
      const [user, word] of [["ada", "q"], ["grace", "p"], ["nobody", "p"]]
    ) {
      const notes: Note[] = [];
      const given = basic(user ?? "", word ?? "", { notes });
      assertEquals(await outcome(access, "/private/", given), CHALLENGE);
      assertEquals(notes.map(({ details }) => details), [{ user: user ?? "" }]);
    }
  });
});

Deno.test("who tries passwords is slowed down, and nobody else", async () => {
  await withUsers(`ada:${SHA}\ngrace:${BCRYPT}`, async (access) => {
    await outcome(access, "/private/", basic("grace", "U*U"));
    for (let count = 0; count < 5; count++) {
      const given = basic("ada", `wrong ${count}`);
      assertEquals(await outcome(access, "/private/", given), CHALLENGE);
    }
    const right = basic("ada", "p");
    assertEquals(
      await outcome(access, "/private/", right),
      "429 retry-after: 1",
    );
    const elsewhere = {
      transport: "tcp",
      hostname: "192.0.2.1",
      port: 1,
    } as const;
    assertEquals(
      await outcome(access, "/private/", { ...right, client: elsewhere }),
      "Basic ada",
    );
    // One who is logged in already does not suffer from a neighbour at the same address.
    const neighbour = basic("grace", "U*U");
    assertEquals(await outcome(access, "/private/", neighbour), "Basic grace");
  });
});

Deno.test("many at once do not get more than their free attempts", async () => {
  await withUsers(`ada:${SHA}`, async (access) => {
    const all = await Promise.all(
      Array.from(
        { length: 20 },
        (_, count) =>
          outcome(access, "/private/", basic("ada", `wrong ${count}`)),
      ),
    );
    assertEquals(all.filter((one) => one === CHALLENGE).length, 5);
    assertEquals(all.filter((one) => one.startsWith("429")).length, 15);
  });
});

Deno.test("the parts of a page that ask at once with the right password all get it", async () => {
  await withUsers(`grace:${BCRYPT}`, async (access) => {
    const all = await Promise.all(
      Array.from(
        { length: 30 },
        () => outcome(access, "/private/", basic("grace", "U*U")),
      ),
    );
    assertEquals(new Set(all), new Set(["Basic grace"]));
  });
});

Deno.test("one network of IPv6 is one", async () => {
  await withUsers(`ada:${SHA}`, async (access) => {
    const from = (end: number) => ({
      client: { transport: "tcp", hostname: `2001:db8::${end}`, port: 1 },
    } as const);
    for (let count = 0; count < 5; count++) {
      await outcome(access, "/private/", basic("ada", `${count}`, from(count)));
    }
    const next = basic("ada", "p", from(9));
    assertEquals(
      await outcome(access, "/private/", next),
      "429 retry-after: 1",
    );
  });
});

Deno.test("a password that was changed in the file closes the old one", async () => {
  await withUsers(`ada:${SHA}`, async (access, file) => {
    const given = basic("ada", "p");
    assertEquals(await outcome(access, "/private/", given), "Basic ada");
    await Deno.writeTextFile(file, `ada:${BCRYPT}`);
    // The file is looked at once a second.
    await new Promise((resolve) => setTimeout(resolve, 1_050));
    assertEquals(await outcome(access, "/private/", given), CHALLENGE);
    assertEquals(
      await outcome(access, "/private/", basic("ada", "U*U")),
      "Basic ada",
    );
  });
});

Deno.test("a file that cannot be read lets nobody in, and is told of", async () => {
  const file = "/nowhere/users";
  const access = accessRules({ users: [{ path: "/", file }] });
  assertEquals(await outcome(access, "/", basic("ada", "p")), "500");
  assertEquals(access.faults().length, 1);
  await withUsers("ada:plain", async (_, file) => {
    const access = accessRules({ users: [{ path: "/", file }] });
    assertEquals(access.faults().length, 2);
    assertEquals(
      (await outcome(access, "/", basic("ada", "plain"))).slice(0, 3),
      "401",
    );
  });
});

const ADDRESSES: { name: string; from: string; path: string; want: boolean }[] =
  [
    { name: "allowed", from: "10.1.2.3", path: "/", want: true },
    { name: "not allowed", from: "192.0.2.1", path: "/", want: false },
    {
      name: "denied, whatever is allowed",
      from: "10.9.9.9",
      path: "/",
      want: false,
    },
    {
      name: "allowed here, not there",
      from: "10.1.2.3",
      path: "/in/x",
      want: false,
    },
    {
      name: "allowed here and there",
      from: "10.0.0.1",
      path: "/in/x",
      want: true,
    },
    { name: "IPv4 in IPv6", from: "::ffff:10.1.2.3", path: "/", want: true },
  ];

for (const { name, from, path, want } of ADDRESSES) {
  Deno.test(`addresses: ${name}`, () => {
    const { admit } = accessRules({
      addresses: [
        { path: "/", allow: ["10.0.0.0/8"], deny: ["10.9.0.0/16"] },
        { path: "/in/", allow: ["10.0.0.1"] },
      ],
    });
    const client = { transport: "tcp", hostname: from, port: 1 } as const;
    const asked = () => admit(exchange(path, { client }));
    if (want) asked();
    else assertThrows(asked, HttpError, "may not come");
  });
}

Deno.test("what is no network is said at the start", () => {
  assertThrows(
    () => accessRules({ addresses: [{ path: "/", allow: ["10.0.0.0/99"] }] }),
    RangeError,
  );
});
