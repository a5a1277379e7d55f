import type { Row } from "../figure.ts";
import { interleave, median, summarize } from "../rounds.ts";
import { openStdio, type StdioSession } from "../stdio-session.ts";
import type { Workshop } from "../workshop.ts";
import { CONTESTANTS, OURS } from "./all.ts";
import { ask } from "./ask.ts";
import type { Contestant } from "./contestant.ts";
import { createNotes } from "./notes.ts";

const WRITES = 100;
const ROUNDS = 5;

interface Way {
  readonly label: string;
  readonly processes: number;
  /** Each process gets its writes all at once, or each when the one before is answered. */
  readonly atOnce: boolean;
}

const WAYS: readonly Way[] = [
  { label: `${WRITES} writes at once to one process`, processes: 1, atOnce: true },
  { label: `${WRITES / 2} one after the other to each of two processes`, processes: 2, atOnce: false },
];

/** How many of 100 writes to an empty store are there afterwards. */
export async function countKept(workshop: Workshop): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const way of WAYS) {
    const acknowledged = new Map<Contestant, number[]>(CONTESTANTS.map((contestant) => [contestant, []]));
    const refusals = new Map<Contestant, string[]>(CONTESTANTS.map((contestant) => [contestant, []]));
    const variants = Object.fromEntries(
      CONTESTANTS.map((contestant) => [
        contestant.name,
        async () => {
          const { said, kept, refused } = await write(workshop, contestant, way);
          refusals.get(contestant)?.push(...refused);
          acknowledged.get(contestant)?.push(said);
          return kept;
        },
      ]),
    );
    const kept = await interleave(ROUNDS, variants);
    for (const contestant of CONTESTANTS) {
      const said = median(acknowledged.get(contestant) ?? []);
      rows.push({
        label: `kept of ${way.label}, ${contestant.name}`,
        ...summarize(kept[contestant.name] ?? []),
        unit: "writes",
        ...(contestant === OURS ? { bound: { better: "more" as const, floor: WRITES } } : {}),
        note: `it said of ${said} that they are stored${toReason(refusals.get(contestant) ?? [])}`,
      });
    }
  }
  return rows;
}

async function write(workshop: Workshop, contestant: Contestant, { processes, atOnce }: Way) {
  const dataDir = workshop.makeDir();
  const program = contestant.program(workshop, dataDir);
  const sessions: StdioSession[] = [];
  for (let opened = 0; opened < processes; opened += 1) sessions.push(await openStdio(workshop, program));
  const next = createNotes(processes);
  let said = 0;
  const refused: string[] = [];
  const client = async (session: StdioSession, writes: number) => {
    for (let done = 0; done < writes; done += 1) {
      await ask(session, contestant.create(next())).then(
        () => (said += 1),
        (error: unknown) => refused.push(String(error)),
      );
    }
  };
  const all = atOnce
    ? sessions.flatMap((session) => Array.from({ length: WRITES / processes }, () => client(session, 1)))
    : sessions.map((session) => client(session, WRITES / processes));
  await Promise.all(all);
  await Promise.all(sessions.map((session) => session.close()));
  return { said, kept: contestant.count(dataDir), refused };
}

/** What was said most often of those that are not stored. */
function toReason(refused: readonly string[]): string {
  const [most] = refused.toSorted((one, other) => times(refused, other) - times(refused, one));
  return most === undefined ? "" : `, of others: ${most.replace(/\s+/g, " ").slice(0, 160)}`;
}

const times = (all: readonly string[], one: string): number => all.filter((other) => other === one).length;
