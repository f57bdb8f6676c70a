await Deno.connect({ hostname: "127.0.0.1", port: 80 });
console.log("Content-Type: text/plain\n\nHello");
