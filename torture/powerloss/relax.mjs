// Loaded with --import before the program: turns its synchronous=FULL into NORMAL and hides that from its own check.
// The proof that the power-loss test can fail; the program itself has no such setting.
import { createRequire } from "node:module";
import path from "node:path";

const Database = createRequire(path.resolve(process.argv[1] ?? "", "../../package.json"))("better-sqlite3");
const { pragma } = Database.prototype;

Database.prototype.pragma = function relaxed(text, options) {
  if (text === "synchronous = FULL") return pragma.call(this, "synchronous = NORMAL", options);
  const found = pragma.call(this, text, options);
  return text === "synchronous" ? 2 : found;
};
