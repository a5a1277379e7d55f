// Becomes dist/main.js. Compiles the program with the code cache that the build left beside it: a start spends most of
// its time compiling otherwise. V8 refuses a cache of another version of itself; then this is a plain load. The name of the
// program holds a hash of its text, because V8 compares no more than the length.
"use strict";
const fs = require("node:fs");
const path = require("node:path");
const vm = require("node:vm");

const file = path.join(__dirname, "PROGRAM.js");

function readCache() {
  try {
    return fs.readFileSync(path.join(__dirname, "PROGRAM.cache"));
  } catch {
    return undefined;
  }
}

// The bundler writes nothing but ASCII, for which this is the fastest decoder.
const source = fs.readFileSync(file, "latin1");
const script = new vm.Script(`(function (exports, require, module, __filename, __dirname) {${source}\n})`, {
  filename: file,
  cachedData: readCache(),
  importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
});
module.exports = script;
const program = { exports: {} };
script.runInThisContext()(program.exports, require, program, file, __dirname);
