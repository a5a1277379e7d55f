import { closeSync, fdatasyncSync, openSync, writeSync } from "node:fs";
import path from "node:path";
import { remember } from "../../src/domain/entries/remember.ts";
import type { Services } from "../../src/domain/services.ts";
import { createCorpus, type Note } from "../harness/corpus.ts";
import { callerOf, DATABASE, makeDatabase, OWNER, openRaw, openServices } from "../harness/database.ts";
import type { Figure } from "../harness/figure.ts";
import { createRawWriter, toRawRow } from "../harness/raw-rows.ts";
import { interleave, median, ratioOf } from "../harness/rounds.ts";
import type { Workshop } from "../harness/workshop.ts";

const CLIENTS = 64;

export const durableRemember: Figure = {
  name: "durable-remember",
  title: "durable remember, in process, against a raw better-sqlite3 loop",
  method:
    "The loop commits the same rows into the same tables (entry, tags, change counter), prepared beforehand, one BEGIN IMMEDIATE … COMMIT each, synchronous=FULL. Clients call the use case one after the other. A database for each.",
  async measure(workshop) {
    const { quick } = workshop;
    const writes = quick ? 100 : 400;
    const corpus = createCorpus(11);
    const notes = Array.from({ length: writes }, () => ({ ...corpus.note(), type: "note" as const }));
    const raw = await openRawLoop(workshop, notes);
    const alone = await openServices(workshop.root, await makeFile(workshop));
    const crowd = await openServices(workshop.root, await makeFile(workshop));
    const variants = {
      raw: () => raw.run(),
      alone: () => runClients(alone.services, notes, 1, writes),
      crowd: () => runClients(crowd.services, notes, CLIENTS, Math.max(1, writes / 8)),
    };
    await interleave(2, variants);
    const rates = await interleave(quick ? 3 : 21, variants);
    await Promise.all([alone.close(), crowd.close()]);
    raw.close();
    const perSecond = (name: "raw" | "alone" | "crowd") => `${median(rates[name]).toFixed(0)}/s`;
    const sync = `a 4 kB write with fdatasync takes ${measureSync(workshop).toFixed(0)} us here`;
    return [
      {
        label: "1 client against the loop",
        ...ratioOf(rates.alone, rates.raw),
        unit: "ratio",
        bound: { better: "more", floor: 0.7, aim: 0.9 },
        note: `${perSecond("alone")} against ${perSecond("raw")}; ${sync}`,
      },
      {
        label: `${CLIENTS} clients against 1`,
        ...ratioOf(rates.crowd, rates.alone),
        unit: "ratio",
        bound: { better: "more", floor: 4, aim: 6 },
        note: `${perSecond("crowd")} against ${perSecond("alone")}`,
      },
    ];
  },
};

async function makeFile(workshop: Workshop): Promise<string> {
  const file = path.join(workshop.makeDir(), DATABASE);
  await makeDatabase(workshop.root, file);
  return file;
}

async function openRawLoop(workshop: Workshop, notes: readonly Note[]) {
  const db = openRaw(await makeFile(workshop));
  const writer = createRawWriter(db);
  const begin = db.prepare("BEGIN IMMEDIATE");
  const commit = db.prepare("COMMIT");
  let rev = 0;
  return {
    run(): number {
      const rows = notes.map((note) => toRawRow(OWNER, note, Date.now()));
      const startedAt = performance.now();
      for (const row of rows) {
        rev += 1;
        begin.run();
        writer.insert(row, rev);
        writer.count(rev, row.at);
        commit.run();
      }
      return rateSince(startedAt, rows.length);
    },
    close: () => db.close(),
  };
}

async function runClients(
  services: Services,
  notes: readonly Note[],
  clients: number,
  writes: number,
): Promise<number> {
  const caller = callerOf("remember");
  const client = async (offset: number) => {
    for (let write = 0; write < writes; write += 1) {
      const { source, tags, description, content } = notes[(offset + write) % notes.length] as Note;
      await remember(services, caller, { source, tags, description, content, learned_from: "conversation" });
    }
  };
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: clients }, (_, offset) => client(offset)));
  return rateSince(startedAt, clients * writes);
}

function rateSince(startedAt: number, count: number): number {
  return (count * 1000) / (performance.now() - startedAt);
}

/** Microseconds; the share of the disk in all of the above. */
function measureSync(workshop: Workshop): number {
  const file = openSync(path.join(workshop.makeDir(), "sync"), "w");
  const block = Buffer.alloc(4096, 1);
  const times: number[] = [];
  for (let at = 0; at < 300; at += 1) {
    const startedAt = performance.now();
    writeSync(file, block, 0, block.length, at * block.length);
    fdatasyncSync(file);
    times.push((performance.now() - startedAt) * 1000);
  }
  closeSync(file);
  return median(times);
}
