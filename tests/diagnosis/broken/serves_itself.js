Deno.serve({ port: 0 }, () => new Response("Hello"));
