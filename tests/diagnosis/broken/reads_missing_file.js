const text = Deno.readTextFileSync("no-such-list.txt");
console.log("Content-Type: text/plain\n");
console.log(text);
