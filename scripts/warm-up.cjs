// Runs a built program through a start and a few calls over stdio, so that V8 compiles what a start needs, and keeps the
// result as its code cache. Called by prepare.mjs with the entry and the file to write; the messages come on stdin.
"use strict";
const fs = require("node:fs");

const [, , entry, cacheFile] = process.argv;
process.argv = [process.argv[0], entry, "serve"];
const script = require(entry);
process.once("exit", () => fs.writeFileSync(cacheFile, script.createCachedData()));
