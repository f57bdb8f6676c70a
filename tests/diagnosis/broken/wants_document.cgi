#!/usr/bin/env node
document.write("Hello");
