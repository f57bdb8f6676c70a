import data from "./data.json";

console.log("Content-Type: text/plain\n");
console.log(data);
