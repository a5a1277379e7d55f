import type { Memory, Probe } from "../probe.ts";
import { none, same, shown } from "../rows.ts";
import type { Row } from "../verdict.ts";
import { growthRows, type Look } from "./growth.ts";
import type { Lane } from "./http-lane.ts";

/** What became of one server under fuzz. */
export interface LanesReport {
  readonly whole: number;
  readonly bent: number;
  readonly seconds: number;
  /** Again and again after the warm-up; none in a run that was too short for one. */
  readonly looks: readonly Look[];
  readonly last: Memory;
  /** Processor time of the server and of this process, ms. */
  readonly serverMs: number;
  readonly ownMs: number;
}

/** Before so many inputs a server still fills its caches: its growth says nothing. */
const WARM_UP = 100_000;
/** Of a whole run, each while no input is on its way. A single look says little: when V8 gives pages back is its own affair. */
const LOOKS = 40;
/** What the store and the search keep of the file, once it is as large; the inputs make it grow. */
const PAGE_CACHES = (64 + 8) * 1024 * 1024;
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
  const looks: Look[] = [];
  for (let part = 1; part <= LOOKS; part += 1) {
    const goOn = async (lane: Lane) => {
      while (performance.now() - began < (part * forMs) / LOOKS)
        await lane.ask(Array.from({ length: atOnce }, () => lane.inputs.next()));
    };
    await Promise.all(lanes.map(goOn));
    const inputs = count("whole") + count("bent");
    if (inputs >= WARM_UP) looks.push({ ...(await probe.memory()), inputs });
  }
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(ownAtFirst);
  const last = await probe.memory();
  return {
    whole: count("whole"),
    bent: count("bent"),
    seconds,
    looks,
    last,
    serverMs: last.cpuMs - atFirst.cpuMs,
    ownMs: (user + system) / 1000,
  };
}

interface ServerEnd {
  readonly end: number | string;
  readonly stderr: string;
  /** Whether its page caches were full before. */
  readonly isFilled?: boolean;
}

export function toRows(
  name: string,
  { whole, bent, seconds, looks, last, serverMs, ownMs }: LanesReport,
  { end, stderr, isFilled = false }: ServerEnd,
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
    ...growthRows(name, looks, { after: WARM_UP, caches: isFilled ? 0 : PAGE_CACHES }),
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
