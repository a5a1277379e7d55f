import path from "node:path";
import { buildBriefing } from "../../src/domain/briefing/briefing.ts";
import { listKnowledge } from "../../src/domain/entries/list-knowledge.ts";
import { callerOf, DATABASE, type OpenServices, OWNER, openServices, readIds } from "../harness/database.ts";
import type { Bound, Figure, Row } from "../harness/figure.ts";
import { makeFilledDatabase } from "../harness/load-entries.ts";
import { interleave, median, ratioOf } from "../harness/rounds.ts";
import type { Workshop } from "../harness/workshop.ts";

const SMALL = 1_000;
const BOUND: Bound = { better: "less", floor: 2, aim: 1.2 };

interface Size extends OpenServices {
  /** Ids of the owner's entries, in random order. */
  readonly ids: readonly string[];
}

interface Read {
  readonly label: string;
  readonly bound?: Bound;
  readonly calls: number;
  run(size: Size, call: number): Promise<unknown>;
}

const LIST = callerOf("get_knowledge");

const READS: readonly Read[] = [
  {
    label: "newest 20",
    bound: BOUND,
    calls: 200,
    run: ({ services }) => services.store.entries.list(OWNER, {}, { limit: 20 }),
  },
  {
    label: "newest 20, get_knowledge",
    bound: BOUND,
    calls: 200,
    run: ({ services }) => listKnowledge(services, LIST, { limit: 20 }),
  },
  {
    label: "one entry by id",
    bound: BOUND,
    calls: 1_000,
    run: ({ services, ids }, call) => services.store.entries.findById(OWNER, ids[call % ids.length] ?? ""),
  },
  {
    label: "20 with both of two tags",
    calls: 50,
    run: ({ services }) => listKnowledge(services, LIST, { limit: 20, tags: ["tag-0", "tag-1"] }),
  },
  {
    label: "briefing",
    calls: 20,
    run: ({ services }) => buildBriefing(services, callerOf("get_briefing"), {}),
  },
];

export const millionEntries: Figure = {
  name: "million-entries",
  title: "reads at 1,000,000 entries against 1,000, time a call",
  method:
    "Both databases in one process, entries spread over a year, 90 % of one owner; ids at random. The briefing counts the changes of the last day, which are a thousand times as many.",
  async measure(workshop) {
    const { quick } = workshop;
    const small = await open(workshop, SMALL);
    const large = await open(workshop, quick ? 3_000 : 1_000_000);
    const rows: Row[] = [];
    try {
      for (const read of READS) rows.push(await compare(read, small, large, quick));
    } finally {
      await Promise.all([small.close(), large.close()]);
    }
    return rows;
  },
};

async function open({ root, makeDir, say }: Workshop, entries: number): Promise<Size> {
  say(`million-entries: loading ${entries}`);
  const file = path.join(makeDir(), DATABASE);
  await makeFilledDatabase(root, file, entries);
  const ids = readIds(file, 20_000);
  return { ...(await openServices(root, file)), ids };
}

async function compare(read: Read, small: Size, large: Size, quick: boolean): Promise<Row> {
  let call = 0;
  const calls = quick ? Math.ceil(read.calls / 5) : read.calls;
  const time = async (size: Size): Promise<number> => {
    const startedAt = performance.now();
    for (let count = 0; count < calls; count += 1) await read.run(size, call++);
    return ((performance.now() - startedAt) * 1000) / calls;
  };
  const variants = { small: () => time(small), large: () => time(large) };
  await interleave(3, variants);
  const times = await interleave(quick ? 3 : 21, variants);
  return {
    label: read.label,
    ...ratioOf(times.large, times.small),
    unit: "ratio",
    ...(read.bound === undefined ? {} : { bound: read.bound }),
    note: `${median(times.large).toFixed(0)} against ${median(times.small).toFixed(0)} us`,
  };
}
