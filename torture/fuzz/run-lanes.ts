import { median } from "../../bench/harness/rounds.ts";
import type { Memory, Probe } from "../probe.ts";
import { inTime, none, same, shown } from "../rows.ts";
import type { Row } from "../verdict.ts";
import type { Lane } from "./http-lane.ts";

/** What became of one server under fuzz. */
export interface LanesReport {
  readonly whole: number;
  readonly bent: number;
  readonly seconds: number;
  /** Again and again after the warm-up; none in a run that was too short for one. */
  readonly looks: readonly Memory[];
  readonly last: Memory;
  /** Processor time of the server and of this process, ms. */
  readonly serverMs: number;
  readonly ownMs: number;
}

/** Before so many inputs a server still fills its caches: its growth says nothing. */
const WARM_UP = 100_000;
/** Of a whole run. A single look says little: when V8 gives pages back is its own affair. */
const LOOKS = 40;
/** Between the middles of the first and the last third of a time lies that part of it. */
const PART_COMPARED = 2 / 3;
const LEAST_LOOKS = 9;
const MOST_DRIFT_PERCENT = 5;
/** What SQLite keeps of the file, once the file is as large; the inputs make it grow. */
const PAGE_CACHE = 64 * 1024 * 1024;
const MB = 1e6;

/** Lets every lane go on, `atOnce` inputs at a time, until the time is over. @throws Error when a lane breaks. */
export async function runLanes(
  lanes: readonly Lane[],
  { atOnce, forMs, probe }: { readonly atOnce: number; readonly forMs: number; readonly probe: Probe },
): Promise<LanesReport> {
  const began = performance.now();
  const count = (of: "whole" | "bent") => lanes.reduce((sum, { inputs }) => sum + inputs[of], 0);
  const atFirst = await probe.memory();
  const ownAtFirst = process.cpuUsage();
  const looks: Promise<Memory>[] = [];
  let nextLookAt = 0;
  const goOn = async (lane: Lane) => {
    for (let passed = 0; passed < forMs; passed = performance.now() - began) {
      await lane.ask(Array.from({ length: atOnce }, () => lane.inputs.next()));
      if (count("whole") + count("bent") < WARM_UP || passed < nextLookAt) continue;
      nextLookAt = passed + forMs / LOOKS;
      const look = probe.memory();
      // Told of at the end, unless a lane breaks before.
      look.catch(() => undefined);
      looks.push(look);
    }
  };
  await Promise.all(lanes.map(goOn));
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(ownAtFirst);
  const last = await probe.memory();
  return {
    whole: count("whole"),
    bent: count("bent"),
    seconds,
    looks: await Promise.all(looks),
    last,
    serverMs: last.cpuMs - atFirst.cpuMs,
    ownMs: (user + system) / 1000,
  };
}

export function toRows(
  name: string,
  { whole, bent, seconds, looks, last, serverMs, ownMs }: LanesReport,
  { end, stderr }: { readonly end: number | string; readonly stderr: string },
): readonly Row[] {
  const inputs = whole + bent;
  return [
    shown(`${name}: inputs`, inputs),
    shown(`${name}: of these as fast-check made them`, whole),
    shown(`${name}: inputs a second`, Math.round(inputs / seconds)),
    shown(
      `${name}: processor time for 1,000 inputs, server (with the looks at its memory) and harness, ms`,
      perThousand(serverMs, ownMs, inputs),
    ),
    shown(`${name}: resident at the end, MB`, last.rss / MB),
    ...growthRows(`${name}: growth of resident memory after ${WARM_UP} inputs`, looks, {
      bytesOf: ({ rss }) => rss,
      allowed: PAGE_CACHE,
    }),
    ...growthRows(`${name}: growth of the heap after ${WARM_UP} inputs`, looks, {
      bytesOf: ({ heapUsed, external }) => heapUsed + external,
      allowed: 0,
    }),
    same(`${name}: exit code`, end, 0),
    none(`${name}: errors on stderr`, errorLines(stderr)),
  ];
}

interface Growth {
  bytesOf(memory: Memory): number;
  /** Bytes that a cache may take. */
  readonly allowed: number;
}

/** Over all looks, by the medians of the first third of them and of the last. */
function growthRows(label: string, looks: readonly Memory[], { bytesOf, allowed }: Growth): readonly Row[] {
  if (looks.length < LEAST_LOOKS) return [shown(label, "too few inputs")];
  const third = Math.floor(looks.length / 3);
  const bytes = looks.map(bytesOf);
  const [before, after] = [median(bytes.slice(0, third)), median(bytes.slice(-third))];
  const percentOf = (more: number) => (100 * more) / before;
  const grown = (after - before) / PART_COMPARED;
  if (allowed === 0) return [inTime(`${label}, %`, percentOf(grown), MOST_DRIFT_PERCENT)];
  return [
    shown(`${label}, MB`, grown / MB),
    inTime(
      `the same less a page cache of ${Math.round(allowed / MB)} MB, %`,
      percentOf(grown - allowed),
      MOST_DRIFT_PERCENT,
    ),
  ];
}

const perThousand = (serverMs: number, ownMs: number, inputs: number) =>
  [serverMs, ownMs].map((ms) => Math.round((1000 * ms) / inputs)).join(" and ");

/** Lines of the log at level `error` or above, and whatever Node itself says of errors. */
function errorLines(stderr: string): readonly string[] {
  return stderr.split("\n").filter((line) => /"level":[56]0|unhandled|uncaught|^\s+at |Warning/i.test(line));
}
