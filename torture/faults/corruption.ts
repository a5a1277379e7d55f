import { readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { locateContent } from "../corruption/cells.ts";
import { diagnose, flipEverywhere, flipOne, type Patient, readPages } from "../corruption/flips.ts";
import { fillMemory } from "../corruption/memory.ts";
import { refuseAll, zeroPage } from "../corruption/refusals.ts";
import type { Fault } from "../fault.ts";
import { atLeast, none, shown } from "../rows.ts";

const NOTES = 250;
/** Shares of the time: refused starts, bytes flipped in all rows at once; the rest goes to single bytes. */
const SHARES = { refusals: 0.4, many: 0.3 } as const;
/** Measured on two busy processors. */
const MS_PER_ROUND_OF_STARTS = 8_000;

export const corruption: Fault = {
  id: "F6",
  name: "corruption",
  title:
    "header, pages and single bytes of the file are spoiled, or its end is cut off: no server starts on it, no byte is changed, and doctor --verify finds every flipped byte of content",
  leastMs: 20_000,
  weight: 3,
  async run({ root, folder, random, budgetMs, say }) {
    const began = performance.now();
    const before = (share: number) => performance.now() - began < budgetMs * share;
    const source = join(folder, "source");
    await mkdir(source, { mode: 0o700 });
    await fillMemory({ dataDir: source, root }, random, NOTES);
    const healthy = join(source, "awareness.db");
    const patient: Patient = { healthy, launch: { dataDir: join(folder, "spoiled"), root }, random };
    const rows = locateContent(healthy);
    if (!(await diagnose(patient, readFileSync(healthy))).ok)
      throw new Error("The doctor finds a healthy file damaged");

    const rounds = Math.max(1, Math.round((budgetMs * SHARES.refusals) / MS_PER_ROUND_OF_STARTS));
    const { starts, problems } = await refuseAll(patient, rounds);
    const missedPages: string[] = [];
    const pages = [...readPages(healthy, "entries"), ...readPages(healthy, "entry_versions")];
    for (let round = 0; round < 3 * rounds; round += 1) {
      if ((await diagnose(patient, zeroPage(patient, pages))).ok) missedPages.push(`page ${round}`);
    }

    const flips = { flipped: 0, unfound: [] as string[] };
    do {
      const { flipped, unfound } = await flipEverywhere(patient, rows);
      flips.flipped += flipped;
      flips.unfound.push(...unfound);
    } while (before(SHARES.refusals + SHARES.many));
    const singles = { harmed: 0, harmless: 0, unfound: [] as string[] };
    do {
      const { harmed, found, what } = await flipOne(patient);
      singles[harmed ? "harmed" : "harmless"] += 1;
      if (harmed && !found) singles.unfound.push(what);
    } while (before(1) || singles.harmed === 0);
    for (const unfound of [...flips.unfound, ...singles.unfound]) say(`not found: ${unfound}`);
    return {
      rows: [
        atLeast("starts on spoiled files", starts, 1),
        none("not refused in one line with every byte kept", problems),
        none(`pages of zeros not found, of ${3 * rounds}`, missedPages),
        atLeast("bytes of content flipped", flips.flipped, 100),
        none("of these not found", flips.unfound),
        shown("single bytes flipped anywhere, no entry harmed", singles.harmless),
        atLeast("single bytes flipped anywhere, an entry harmed", singles.harmed, 1),
        none("of these not found by themselves", singles.unfound),
      ],
    };
  },
};
