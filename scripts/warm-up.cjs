// Runs a built program through a start and a few calls, so that V8 compiles what a start needs, and keeps the result as the
// code cache of every part that was loaded. Called by prepare.mjs with the entry and the program's arguments; the messages
// of a stdio conversation come on stdin.
"use strict";
const fs = require("node:fs");
const path = require("node:path");

const [, , entry, ...args] = process.argv;
process.argv = [process.argv[0], entry, ...args];
const loaded = require(entry);
process.once("exit", () => {
  for (const [name, { script }] of loaded) {
    fs.writeFileSync(path.join(path.dirname(entry), `${name}.cache`), script.createCachedData());
  }
});
