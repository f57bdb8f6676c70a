new Deno.Command("ls").outputSync();
console.log("Content-Type: text/plain\n\nHello");
