import { assertEquals, assertStringIncludes } from "@std/assert";
import { javascript, runScript, SCRIPTS } from "./script_run.ts";

Deno.test("cgi-bin/env.js shows each variable, escaped", async () => {
  const { fields, content } = await runScript(javascript("env.js"), {
    env: { HTTP_USER_AGENT: "<script>alert('x')</script> 李 &" },
  });
  assertEquals(fields.get("content-type"), "text/html; charset=utf-8");
  assertStringIncludes(
    content,
    '<th scope="row">HTTP_USER_AGENT</th><td>&#60;script&#62;alert(&#39;x&#39;)&#60;/script&#62; 李 &#38;</td>',
  );
  assertStringIncludes(content, ">GATEWAY_INTERFACE</th><td>CGI/1.1</td>");
  assertEquals(content.includes("<script"), false);
});

Deno.test({
  name: "cgi-bin/env.sh shows each variable as plain text, never sniffed",
  ignore: Deno.build.os === "windows",
  async fn() {
    const { fields, content } = await runScript(["sh", `${SCRIPTS}/env.sh`], {
      env: { HTTP_USER_AGENT: "<script> 李" },
    });
    assertEquals(fields.get("content-type"), "text/plain; charset=utf-8");
    assertEquals(fields.get("x-content-type-options"), "nosniff");
    assertStringIncludes(content, "\nHTTP_USER_AGENT=<script> 李\n");
  },
});
