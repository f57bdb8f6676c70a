#!/usr/bin/env node
import { hostname } from "node:os";

console.log("Content-Type: text/plain\n");
console.log(hostname());
