import { migrateDatabase } from "../../../src/store/sqlite/migrate.ts";
import { createLogger } from "../../../src/telemetry/logger.ts";

/** `migrate <file> <migrations> <n>`: dies by SIGKILL just before its nth statement; prints how many there were. */
const [path = "", migrationsDir = "", dieAt = "0"] = process.argv.slice(2);
let statements = 0;

const outcome = await migrateDatabase({
  path,
  migrationsDir,
  clock: { now: () => Date.now() },
  log: createLogger("silent", process.stderr),
  onStatement() {
    statements += 1;
    if (statements === Number(dieAt)) process.kill(process.pid, "SIGKILL");
  },
});
process.stdout.write(JSON.stringify({ ...outcome, statements }));
