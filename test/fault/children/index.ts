import { systemClock } from "../../../src/domain/clock.ts";
import { openSqliteSearch } from "../../../src/store/sqlite/open-search.ts";
import { createLogger } from "../../../src/telemetry/logger.ts";
import { createAnalyser } from "../../../src/text/analyser.ts";

// Brings the index of the database named by the first argument up to date, and says when it begins and ends.
const [, , path = ""] = process.argv;
const log = createLogger("silent", process.stderr);
const { indexer, close } = await openSqliteSearch({
  path,
  clock: systemClock,
  log,
  analyser: createAnalyser(),
});
process.stdout.write("begun\n");
await indexer.run({ all: true });
process.stdout.write("done\n");
close();
