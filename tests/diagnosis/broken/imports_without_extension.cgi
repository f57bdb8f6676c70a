#!/usr/bin/env -S deno run
import { greet } from "./greetings";

console.log("Content-Type: text/plain\n");
console.log(greet);
