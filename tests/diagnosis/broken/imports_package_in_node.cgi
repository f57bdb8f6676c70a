#!/usr/bin/env node
const tea = require("a-package-that-nobody-has");
console.log("Content-Type: text/plain\n");
console.log(tea);
