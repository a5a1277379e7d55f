import type { Memory, Probe } from "../probe.ts";
import { inTime, none, same, shown } from "../rows.ts";
import type { Row } from "../verdict.ts";
import type { Lane } from "./http-lane.ts";

/** What became of one server under fuzz. */
export interface LanesReport {
  readonly whole: number;
  readonly bent: number;
  readonly seconds: number;
  /** After the warm-up and at the end; without a warm-up the run was too short for one. */
  readonly warm: Memory | undefined;
  readonly last: Memory;
  /** Processor time of the server and of this process, ms. */
  readonly serverMs: number;
  readonly ownMs: number;
}

/** Before so many inputs a server still fills its caches: its growth says nothing. */
const WARM_UP = 100_000;
const MOST_DRIFT_PERCENT = 5;
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
  let warm: Promise<Memory> | undefined;
  const goOn = async (lane: Lane) => {
    while (performance.now() - began < forMs) {
      await lane.ask(Array.from({ length: atOnce }, () => lane.inputs.next()));
      if (count("whole") + count("bent") >= WARM_UP) warm ??= probe.memory();
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
    warm: await warm,
    last,
    serverMs: last.cpuMs - atFirst.cpuMs,
    ownMs: (user + system) / 1000,
  };
}

export function toRows(
  name: string,
  { whole, bent, seconds, warm, last, serverMs, ownMs }: LanesReport,
  { end, stderr }: { readonly end: number | string; readonly stderr: string },
): readonly Row[] {
  const driftPercent = warm && (100 * (last.rss - warm.rss)) / warm.rss;
  const inputs = whole + bent;
  return [
    shown(`${name}: inputs`, inputs),
    shown(`${name}: of these as fast-check made them`, whole),
    shown(`${name}: inputs a second`, Math.round(inputs / seconds)),
    shown(
      `${name}: processor time for 1,000 inputs, server and harness, ms`,
      perThousand(serverMs, ownMs, inputs),
    ),
    shown(`${name}: resident at the end, MB`, last.rss / MB),
    driftPercent === undefined
      ? shown(`${name}: growth after ${WARM_UP} inputs`, "too few inputs")
      : inTime(`${name}: growth after ${WARM_UP} inputs, %`, driftPercent, MOST_DRIFT_PERCENT),
    same(`${name}: exit code`, end, 0),
    none(`${name}: errors on stderr`, errorLines(stderr)),
  ];
}

const perThousand = (serverMs: number, ownMs: number, inputs: number) =>
  [serverMs, ownMs].map((ms) => Math.round((1000 * ms) / inputs)).join(" and ");

/** Lines of the log at level `error` or above, and whatever Node itself says of errors. */
function errorLines(stderr: string): readonly string[] {
  return stderr.split("\n").filter((line) => /"level":[56]0|unhandled|uncaught|^\s+at |Warning/i.test(line));
}
