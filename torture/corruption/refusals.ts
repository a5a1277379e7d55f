import { copyFileSync, readdirSync, readFileSync, truncateSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { runToEnd } from "../program.ts";
import { PAGE, SPOILINGS, type Spoiling } from "../spoilings.ts";
import type { Patient } from "./flips.ts";

const STARTS = [["serve"], ["serve", "--http", "--port", "0"]] as const;
const START_LIMIT_MS = 20_000;

/** Cut off anywhere, also in the middle of a page. */
function cutAnywhere(patient: Patient): Spoiling {
  const size = readFileSync(patient.healthy).length;
  const left = patient.random.int(2, size - 1);
  return {
    what: `${left} of ${size} bytes left`,
    spoil: (path) => truncateSync(path, left),
    says: /^awareness: .+\n$/,
  };
}

/** Starts a server of each kind on spoiled files; answers what was not refused as it must be. */
export async function refuseAll(patient: Patient, rounds: number) {
  const spoilings = Array.from({ length: rounds }, () => [...SPOILINGS, cutAnywhere(patient)]).flat();
  const problems: string[] = [];
  for (const [index, spoiling] of spoilings.entries()) {
    // Each in turn over stdio and HTTP; the next round the other way round.
    const start = STARTS[(index + Math.floor(index / (SPOILINGS.length + 1))) % STARTS.length] ?? STARTS[0];
    const problem = await refuse(patient, spoiling, start);
    if (problem !== undefined) problems.push(`${spoiling.what}, ${start.join(" ")}: ${problem}`);
  }
  return { starts: spoilings.length, problems };
}

async function refuse({ healthy, launch }: Patient, { spoil, says }: Spoiling, start: readonly string[]) {
  const { dataDir } = launch;
  await rm(dataDir, { recursive: true, force: true });
  await mkdir(dataDir, { mode: 0o700 });
  const path = join(dataDir, "awareness.db");
  copyFileSync(healthy, path);
  spoil(path);
  const before = readFileSync(path);
  const { end, stderr } = await runToEnd(launch, start, START_LIMIT_MS);
  if (end !== 1) return `ended with ${end}`;
  if (!says.test(stderr)) return `said ${stderr}`;
  if (!readFileSync(path).equals(before)) return "changed the file";
  const names = readdirSync(dataDir);
  return names.length === 1 ? undefined : `left ${names.join(", ")}`;
}

/** A page of zeros anywhere in the tables with content. */
export function zeroPage({ healthy, random }: Patient, pages: readonly number[]): Buffer {
  const bytes = readFileSync(healthy);
  const start = (random.pick(pages) - 1) * PAGE;
  return bytes.fill(0, start, start + PAGE);
}
