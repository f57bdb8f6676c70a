const text = await new Response(Deno.stdin.readable).text();
const order = JSON.parse(text);
console.log("Content-Type: text/plain\n");
console.log(order);
