#!/usr/bin/env node
const name: string = "Ada";
console.log("Content-Type: text/plain\n");
console.log(name);
