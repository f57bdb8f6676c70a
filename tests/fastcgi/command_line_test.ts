import { assertEquals, assertMatch } from "@std/assert";
import { startServer } from "../support/server.ts";
import { PHP_FPM, startPhp, withProgram } from "./backend.ts";

const ADA = { authorization: `Basic ${btoa("ada:p")}` };
/** The password is `p`. */
const USERS = "ada:{SHA}UWuXg/ylF+7L0dBk2i0WUxCxl1k=\n";

withProgram(
  PHP_FPM,
  "php-fpm",
  "gatehouse --fastcgi and --users: PHP knows who is there, and its source is nobody's",
  async () => {
    await using backend = await startPhp();
    const { folder, address } = backend;
    const users = await Deno.makeTempFile();
    await Deno.writeTextFile(users, USERS);
    await Deno.writeTextFile(
      `${folder}/who.php`,
      '<?php echo "user ", $_SERVER["REMOTE_USER"] ?? "nobody";',
    );
    {
      await using server = await startServer([
        folder,
        "--fastcgi",
        `.php=${address}`,
        "--users",
        `/who.php=${users}`,
      ]);
      const ask = async (path: string, headers: HeadersInit = {}) => {
        const response = await fetch(server.url + path, { headers });
        return `${response.status} ${await response.text()}`;
      };
      assertMatch(await ask("/who.php"), /^401 /);
      assertEquals(await ask("/who.php", ADA), "200 user ada");
      assertMatch(await ask("/x/../who%2ephp"), /^401 /);
      assertMatch(await ask("/WHO.php"), /^40[14] /);
    }
    await Deno.remove(users);
  },
);
