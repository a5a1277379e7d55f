import { storeAlert } from "../alerts/report-alert.ts";
import type { Author, Entry } from "../entries/entry.ts";
import type { OwnerId } from "../owner.ts";
import type { Caller, Services } from "../services.ts";
import type { Baseline } from "./baseline-store.ts";
import { hourOfWeek, numbersOf } from "./metrics.ts";
import { type Deviation, findUnusual, include, MIN_SAMPLES, NO_STATISTICS } from "./statistics.ts";

/** The server itself is the author of what it notices. */
const AUTHOR: Author = { by: "awareness", tool: "baseline" };
const ALL_HOURS = -1;
const MAX_ALERTS = 500;

/** Compares a report's numbers with their baselines, raises and resolves `baseline` alerts, and takes the numbers in. */
export async function updateBaselines(
  services: Services,
  { owner }: Caller,
  source: string,
  metrics: Readonly<Record<string, unknown>>,
): Promise<void> {
  const numbers = numbersOf(metrics);
  if (numbers.size === 0) return;
  const { store, clock } = services;
  const now = clock.now();
  const hour = hourOfWeek(now);
  const unusual = new Map<string, Unusual>();
  await store.baselines.update(owner, source, (baselines) => {
    const known = new Map(baselines.map((one) => [keyOf(one), one]));
    unusual.clear();
    return [...numbers].flatMap(([metric, value]) => {
      const overall = known.get(keyOf({ metric, hour: ALL_HOURS })) ?? NO_STATISTICS;
      const hourly = known.get(keyOf({ metric, hour })) ?? NO_STATISTICS;
      // The hour's own habit is the better judge as soon as there is enough of it.
      const judge = hourly.count >= MIN_SAMPLES ? { ...hourly, hour } : { ...overall, hour: ALL_HOURS };
      const deviation = findUnusual(judge, value);
      if (deviation !== undefined) unusual.set(metric, { ...deviation, value, hour: judge.hour });
      return [
        { metric, hour: ALL_HOURS, updatedAt: now, ...include(overall, value) },
        { metric, hour, updatedAt: now, ...include(hourly, value) },
      ];
    });
  });
  for (const [metric, found] of unusual) await raise(services, owner, source, metric, found);
  await resolveOthers(services, owner, source, numbers, unusual);
}

interface Unusual extends Deviation {
  readonly value: number;
  /** Whose habit it breaks: an hour of the week, or all of them. */
  readonly hour: number;
}

const keyOf = ({ metric, hour }: Pick<Baseline, "metric" | "hour">): string => `${hour} ${metric}`;
const alertIdOf = (metric: string): string => `baseline-${metric}`.slice(0, 200);

async function raise(
  services: Services,
  owner: OwnerId,
  source: string,
  metric: string,
  found: Unusual,
): Promise<void> {
  const { value, mean, deviation, score, samples, hour } = found;
  await storeAlert(services, owner, AUTHOR, {
    source,
    tags: ["baseline"],
    alert_id: alertIdOf(metric),
    level: "warning",
    alert_type: "baseline",
    message: `${metric} is ${short(value)}, usually ${short(mean)} ± ${short(deviation)}.`,
    metric,
    details: {
      value,
      mean,
      deviation,
      score,
      samples,
      ...(hour === ALL_HOURS ? {} : { hour_of_week: hour }),
    },
    resolved: false,
  });
}

/** Own alerts of metrics that this report shows to be usual again; what clients reported is theirs to resolve. */
async function resolveOthers(
  services: Services,
  owner: OwnerId,
  source: string,
  numbers: ReadonlyMap<string, number>,
  unusual: ReadonlyMap<string, unknown>,
): Promise<void> {
  const filter = { types: ["alert"], source, tags: ["baseline"], unresolved: true } as const;
  for (const entry of await services.store.entries.list(owner, filter, { limit: MAX_ALERTS })) {
    const metric = String(entry.data.metric);
    if (entry.data.alert_id !== alertIdOf(metric) || !numbers.has(metric) || unusual.has(metric)) continue;
    await services.store.entries.change(owner, entry.id, resolve, AUTHOR);
  }
}

function resolve({ data }: Entry) {
  return data.resolved === true ? undefined : { kind: "updated" as const, data: { ...data, resolved: true } };
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}
