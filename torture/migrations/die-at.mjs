// Loaded with --import before the program: counts what it asks of SQLite, statement by statement, and dies by SIGKILL just
// before the one with the number in TORTURE_DIE_AT. Number 0 never comes; the file TORTURE_COUNT tells how many there were.
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
// biome-ignore lint/correctness/useImportExtensions: the other file beside it has its types only
import { split } from "./split.mjs";

const require = createRequire(path.resolve(process.argv[1] ?? "", "../../package.json"));
const { TORTURE_DIE_AT: dieAt = "0", TORTURE_COUNT: countFile = "" } = process.env;
let count = 0;

function next() {
  count += 1;
  if (count === Number(dieAt)) process.kill(process.pid, "SIGKILL");
}

const Database = require("better-sqlite3").prototype;
const { exec, prepare, pragma } = Database;
Object.assign(Database, {
  exec(sql) {
    for (const statement of split(sql)) {
      next();
      exec.call(this, statement);
    }
    return this;
  },
  prepare(...args) {
    next();
    return prepare.apply(this, args);
  },
  pragma(...args) {
    next();
    return pragma.apply(this, args);
  },
});

process.on("exit", () => {
  if (countFile !== "") writeFileSync(countFile, String(count));
});
