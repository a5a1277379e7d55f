import { listActivity } from "../../src/domain/activity/list-activity.ts";
import { listUnread } from "../../src/domain/activity/list-unread.ts";
import { buildBriefing } from "../../src/domain/briefing/briefing.ts";
import { createMonitoredReader } from "../../src/domain/briefing/monitored.ts";
import { listKnowledge } from "../../src/domain/entries/list-knowledge.ts";
import { listRelated } from "../../src/domain/entries/list-related.ts";
import { APART, type BusyStore, openBusyStore, raiseAlerts } from "../harness/busy-store.ts";
import { callerOf, openServices } from "../harness/database.ts";
import type { Bound, Figure, Row } from "../harness/figure.ts";
import { recordPlans, wholeStoreSteps } from "../harness/plans.ts";
import { interleave, median, type Rounds, ratioOf, summarize } from "../harness/rounds.ts";
import type { Workshop } from "../harness/workshop.ts";

const SMALL = 1_000;
const LARGE = 1_000_000;
const WEEK_MS = 7 * 24 * 60 * 60 * 1000;
const ALERTS = 1_000;

type Sizes = Readonly<Record<"small" | "large", BusyStore>>;

interface Read {
  readonly label: string;
  readonly calls: number;
  /** Done before each call and not timed. */
  before?(store: BusyStore): Promise<void>;
  run(store: Pick<BusyStore, "services" | "ids">, call: number): Promise<unknown>;
}

const atMost = (floor: number): Bound => ({ better: "less", floor });

const ask = ({ services }: Pick<BusyStore, "services">) =>
  buildBriefing(services, callerOf("get_briefing"), {});

const BRIEFINGS: readonly Read[] = [
  { label: "nothing changed since the last", calls: 20, run: ask },
  { label: "the owner wrote in between", calls: 20, before: (store) => store.write(), run: ask },
];

const WATCHED: readonly Read[] = [
  ...BRIEFINGS,
  {
    label: "an alert was reported again in between",
    calls: 20,
    before: (store) => store.refreshAlert(),
    run: ask,
  },
];

const FIRST: Read = {
  label: "the first that a process gives",
  calls: 20,
  run: ({ services }) => ask({ services: { ...services, monitored: createMonitoredReader(services) } }),
};

const withTags = (tags: readonly string[]): Read => ({
  label: `20 with ${tags.join(" and ")}`,
  calls: 20,
  run: ({ services }) => listKnowledge(services, callerOf("get_knowledge"), { limit: 20, tags }),
});

const TAGGED = [
  ["tag-0", "tag-1"],
  ["tag-0", "tag-1", "tag-4"],
  ["tag-0", "tag-250"],
].map(withTags);
const NEVER_MEETING: Read = { ...withTags(APART), label: "the worst case: two common tags that never meet" };

const SURVEYS: readonly Read[] = [
  {
    label: "get_activity",
    calls: 20,
    run: ({ services }) => listActivity(services, callerOf("get_activity"), { limit: 20 }),
  },
  {
    label: "get_unread",
    calls: 20,
    run: ({ services }) => listUnread(services, callerOf("get_unread"), { limit: 20 }),
  },
  {
    label: "get_unread since a week ago",
    calls: 20,
    run: ({ services }) =>
      listUnread(services, callerOf("get_unread"), { limit: 20, since: services.clock.now() - WEEK_MS }),
  },
  {
    label: "get_related",
    calls: 20,
    run: ({ services, ids }, call) =>
      listRelated(services, callerOf("get_related"), {
        limit: 20,
        mode: "list",
        entry_id: ids[call % ids.length] ?? "",
      }),
  },
];

export const briefing: Figure = {
  name: "briefing",
  title: "briefing and surveys at 1,000,000 entries against 1,000, p50 of a call, in process",
  method:
    "Entries spread evenly over three years, as a busy person's are: of a million about 900 in the last 24 hours, half of them by another client; 5 statuses, 10 active alerts, 5 suppressions, 20 patterns; linked, read and acted on. Writes in between are not timed.",
  async measure(workshop) {
    const { quick, root, say } = workshop;
    say(`briefing: loading ${quick ? 3_000 : LARGE}`);
    const small = await openBusyStore(workshop, "small", SMALL);
    const large = await openBusyStore(workshop, "large", quick ? 3_000 : LARGE);
    const sizes = { small, large };
    const rows: Row[] = [];
    try {
      for (const read of BRIEFINGS) rows.push(...(await compareBriefing(workshop, read, sizes)));
      for (const read of [...TAGGED, NEVER_MEETING]) rows.push(await timeTagged(workshop, read, sizes));
      for (const read of SURVEYS) rows.push(await explain(root, read, large));
      for (const read of SURVEYS) rows.push(await compareSurvey(workshop, read, sizes));
      await raiseAlerts(large.services, 10, ALERTS);
      for (const read of WATCHED) rows.push(await timeManyAlerts(workshop, read, large, atMost(5)));
      rows.push(await timeManyAlerts(workshop, FIRST, large));
    } finally {
      await Promise.all([small.close(), large.close()]);
    }
    return rows;
  },
};

async function compareBriefing(workshop: Workshop, read: Read, sizes: Sizes): Promise<readonly Row[]> {
  const times = await time(workshop, read, sizes);
  const { recent } = (await ask(sizes.large)) as { readonly recent?: { readonly changed: number } };
  return [
    {
      label: `briefing, ${read.label}`,
      ...ratioOf(times.large, times.small),
      unit: "ratio",
      bound: atMost(2),
      note: note(times),
    },
    {
      label: `briefing, ${read.label}`,
      ...summarize(times.large),
      unit: "ms",
      bound: atMost(2),
      note: `it counts ${recent?.changed ?? 0} changes of the last 24 hours`,
    },
  ];
}

async function timeManyAlerts(workshop: Workshop, read: Read, large: BusyStore, bound?: Bound): Promise<Row> {
  const times = await time(workshop, read, { large });
  return {
    label: `briefing with ${ALERTS} active alerts, ${read.label}`,
    ...summarize(times.large),
    unit: "ms",
    ...(bound === undefined ? {} : { bound }),
  };
}

async function timeTagged(workshop: Workshop, read: Read, sizes: Sizes): Promise<Row> {
  const times = await time(workshop, read, sizes);
  const found = (await read.run(sizes.large, 0)) as { readonly entries: readonly unknown[] };
  return {
    label: `get_knowledge, ${read.label}`,
    ...summarize(times.large),
    unit: "ms",
    bound: atMost(10),
    note: `${found.entries.length} found; ${note(times)}`,
  };
}

async function compareSurvey(workshop: Workshop, read: Read, sizes: Sizes): Promise<Row> {
  const times = await time(workshop, read, sizes);
  return {
    label: `${read.label}, time`,
    ...ratioOf(times.large, times.small),
    unit: "ratio",
    note: note(times),
  };
}

/** Every statement that the tool runs, on a connection that has compiled none of them yet. */
async function explain(root: string, read: Read, { file, ids }: BusyStore): Promise<Row> {
  const { services, close } = await openServices(root, file);
  const plans = await recordPlans(async () => {
    for (let call = 0; call < 50; call += 1) await read.run({ services, ids }, call);
  });
  await close();
  const steps = [...new Set(plans.flatMap((plan) => plan.steps))];
  return {
    label: `${read.label}, steps that read a whole table or all of an owner`,
    value: plans.flatMap(wholeStoreSteps).length,
    unit: "scans",
    bound: atMost(0),
    note: `${plans.length} statements: ${steps.join("; ")}`,
  };
}

/** Milliseconds a call, the median of each round. */
async function time<Name extends string>(
  { quick }: Workshop,
  { calls, before, run }: Read,
  stores: Readonly<Record<Name, BusyStore>>,
): Promise<Rounds<Name>> {
  let call = 0;
  const timeRound = async (store: BusyStore): Promise<number> => {
    const took: number[] = [];
    for (let count = 0; count < calls; count += 1) {
      await before?.(store);
      const startedAt = performance.now();
      await run(store, call++);
      took.push(performance.now() - startedAt);
    }
    return median(took);
  };
  const variants = Object.fromEntries(
    Object.entries<BusyStore>(stores).map(([name, store]) => [name, () => timeRound(store)]),
  ) as Readonly<Record<Name, () => Promise<number>>>;
  await interleave(3, variants);
  return await interleave(quick ? 3 : 21, variants);
}

function note({ small, large }: Rounds<"small" | "large">): string {
  return `${median(large).toFixed(3)} against ${median(small).toFixed(3)} ms`;
}
