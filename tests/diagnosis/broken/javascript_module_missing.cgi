#!/usr/bin/env node
const form = require("./no_such_file.js");
form.show();
