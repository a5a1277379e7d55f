import path from "node:path";
import { createThreadedEngine } from "../../src/app/search/threaded-engine.ts";
import { systemClock } from "../../src/domain/clock.ts";
import { remember } from "../../src/domain/entries/remember.ts";
import type { Services } from "../../src/domain/services.ts";
import { createCorpus, type Note } from "../harness/corpus.ts";
import { callerOf, DATABASE, makeDatabase, openServices, QUIET } from "../harness/database.ts";
import type { Figure } from "../harness/figure.ts";
import { interleave, median, ratioOf } from "../harness/rounds.ts";
import { createWriter } from "../harness/search-corpus.ts";
import type { Workshop } from "../harness/workshop.ts";

const AT_ONCE = 128;

export const searchWrites: Figure = {
  name: "search-writes",
  title: "time to write and index, against writing alone",
  method:
    "Notes of 45 words, durable, one after the other. With the index, its upkeep runs in the search thread meanwhile, as in the server, and the time ends when every note is in it.",
  async measure(workshop) {
    const { quick } = workshop;
    const corpus = createCorpus(21);
    const toNote = createWriter(21);
    const notes = Array.from({ length: quick ? 150 : 3_000 }, () => toNote(corpus.note()));
    const plain = await openPlain(workshop);
    const indexed = await openIndexed(workshop);
    const variants = {
      plain: () => timed(() => writeAll(plain.services, notes, async () => {})),
      indexed: () =>
        timed(async () => {
          await writeAll(indexed.services, notes, () => indexed.update(false));
          await indexed.update(true);
        }),
    };
    await interleave(1, variants);
    const times = await interleave(quick ? 2 : 9, variants);
    await plain.close();
    await indexed.close();
    const each = (name: keyof typeof times) =>
      `${((median(times[name]) * 1000) / notes.length).toFixed(0)} us`;
    return [
      {
        label: "with index against without",
        ...ratioOf(times.indexed, times.plain),
        unit: "ratio",
        bound: { better: "less", floor: 2.2, aim: 1.8 },
        note: `${each("indexed")} a note against ${each("plain")}`,
      },
    ];
  },
};

async function openPlain({ root, makeDir }: Workshop) {
  const file = path.join(makeDir(), DATABASE);
  await makeDatabase(root, file);
  return openServices(root, file);
}

async function openIndexed(workshop: Workshop) {
  const { root, makeDir } = workshop;
  const file = path.join(makeDir(), DATABASE);
  await makeDatabase(root, file);
  const opened = await openServices(root, file);
  const program = path.join(root, "dist", "search-thread.js");
  const engine = createThreadedEngine({
    program,
    database: { kind: "sqlite", path: file },
    clock: systemClock,
    log: QUIET,
  });
  return {
    services: opened.services,
    update: (all: boolean) => engine.update({ all }),
    async close() {
      await engine.close();
      await opened.close();
    },
  };
}

async function writeAll(
  services: Services,
  notes: readonly Note[],
  upkeep: () => Promise<void>,
): Promise<void> {
  const caller = callerOf("remember");
  const running: Promise<void>[] = [];
  for (const [index, { source, tags, description, content }] of notes.entries()) {
    await remember(services, caller, { source, tags, description, content, learned_from: "bench" });
    if (index % AT_ONCE === AT_ONCE - 1) running.push(upkeep());
  }
  await Promise.all(running);
}

async function timed(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}
