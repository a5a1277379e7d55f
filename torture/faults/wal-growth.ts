import { statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import Database from "better-sqlite3";
import { takeAccount } from "../account.ts";
import type { Fault } from "../fault.ts";
import { createLedger, type Ledger, toRemember } from "../ledger.ts";
import { readNotes } from "../read-back.ts";
import { atLeast, inTime, none, shown } from "../rows.ts";
import { ONE_OWNER, type Station, withStation } from "../station.ts";

const LANES = 6;
const LOOK_EVERY_MS = 20;
const MEBIBYTE = 1024 * 1024;
const MOST_MB = 64;
/** In so long a log grows beyond what it is cut back to. */
const LONG_MS = 45_000;
/** Share of the time for which the reader holds on. */
const HELD = 0.6;

export const walGrowth: Fault = {
  id: "F30",
  name: "wal-growth",
  title:
    "another program reads the file in one long transaction while notes are written: no note is refused or lost, and when the reader lets go the log is used again and cut back to 64 MB",
  leastMs: 10_000,
  weight: 1,
  async run({ root, folder, random, budgetMs }) {
    const dataDir = join(folder, "data");
    const database = join(dataDir, "awareness.db");
    const ledger = createLedger(join(folder, "acked.log"), random);
    const log = new Log(`${database}-wal`);
    const launch = { dataDir, root, env: ONE_OWNER };
    const report = await withStation("stdio", launch, undefined, async (station) => {
      const reader = new Database(database, { readonly: true });
      try {
        reader.exec("BEGIN");
        reader.prepare("SELECT count(*) FROM entries").get();
        const held = await log.watch(() => writeFor(station, ledger, budgetMs * HELD));
        reader.exec("COMMIT");
        const before = ledger.attempts;
        const freed = await log.watch(() => writeFor(station, ledger, budgetMs * (1 - HELD)));
        return {
          rows: [
            atLeast("notes written while it was held", before, 1),
            atLeast(
              "largest log while it was held, MB",
              held.largest / MEBIBYTE,
              budgetMs >= LONG_MS ? MOST_MB : 0,
            ),
            shown("log for 1,000 notes while it was held, MB", (held.largest / MEBIBYTE / before) * 1000),
            atLeast("notes written afterwards", ledger.attempts - before, 1),
            inTime("log in the end, MB", freed.last / MEBIBYTE, MOST_MB),
            inTime("growth of the log after it was let go, MB", (freed.largest - held.last) / MEBIBYTE, 1),
            none("refused", [...ledger.refusals.values()]),
          ],
        };
      } finally {
        reader.close();
      }
    });
    const account = await withStation("stdio", launch, undefined, async ({ client }) =>
      takeAccount(ledger, await readNotes(client)),
    );
    return { account, ...report };
  },
};

/** The size of a file, looked at while something goes on. */
class Log {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  async watch(work: () => Promise<void>): Promise<{ readonly largest: number; readonly last: number }> {
    let over = false;
    let [largest, last] = [0, 0];
    const working = work().finally(() => {
      over = true;
    });
    working.catch(() => {});
    while (!over) {
      last = statSync(this.#path).size;
      largest = Math.max(largest, last);
      await sleep(LOOK_EVERY_MS);
    }
    await working;
    return { largest, last };
  }
}

async function writeFor({ client }: Station, ledger: Ledger, durationMs: number): Promise<void> {
  const endAt = performance.now() + durationMs;
  const lane = async (writer: string) => {
    while (performance.now() < endAt) {
      const note = ledger.next(writer);
      ledger.sent(note);
      const { isError, json } = await client.call("remember", toRemember(note));
      if (isError) ledger.refused(note, JSON.stringify(json.error));
      else ledger.acked(note);
    }
  };
  await Promise.all(Array.from({ length: LANES }, (_, index) => lane(`lane-${index}`)));
}
