#!/usr/bin/env -S deno run
import express from "express";

console.log("Content-Type: text/plain\n");
console.log(express);
