#!/usr/bin/env node
throw new RangeError("too far");
