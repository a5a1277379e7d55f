// Runs before the built program (--require) and writes, as it ends, which of its parts it has loaded, one file a process.
"use strict";
const fs = require("node:fs");
const path = require("node:path");

process.once("exit", () => {
  const entry = Object.keys(require.cache).find((file) => file.endsWith(path.join("dist", "main.js")));
  const folder = process.env.LOADED_PARTS_FOLDER;
  if (entry === undefined || folder === undefined) return;
  const parts = [...require.cache[entry].exports.keys()];
  fs.writeFileSync(path.join(folder, `${process.pid}.json`), JSON.stringify(parts));
});
