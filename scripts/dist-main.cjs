// Becomes dist/main.js. Loads the parts of the program, each compiled with the code cache that the build left beside it: a
// start spends most of its time compiling otherwise. V8 refuses a cache of another version of itself; then this is a plain
// load. The names of the parts hold a hash of their text, because V8 compares no more than the length.
"use strict";
const fs = require("node:fs");
const path = require("node:path");
const vm = require("node:vm");

const loaded = new Map();

function readCache(file) {
  try {
    return fs.readFileSync(`${file}.cache`);
  } catch {
    return undefined;
  }
}

function load(name) {
  const known = loaded.get(name);
  if (known !== undefined) return known.module.exports;
  const file = path.join(__dirname, name);
  // The bundler writes nothing but ASCII, for which this is the fastest decoder.
  const script = new vm.Script(fs.readFileSync(file, "latin1"), {
    filename: file,
    cachedData: readCache(file),
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  const part = { script, module: { exports: {} } };
  loaded.set(name, part);
  script.runInThisContext()(part.module.exports, requirePart, part.module, file, __dirname);
  return part.module.exports;
}

function requirePart(id) {
  return id.startsWith("./") ? load(id.slice(2)) : require(id);
}

module.exports = loaded;
load("PROGRAM");
