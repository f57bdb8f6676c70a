const name = prompt("Your name?");
const loud = name.toUpperCase();
console.log("Content-Type: text/plain\n");
console.log(loud);
