import type { Bound, Row } from "../figure.ts";
import { interleave, median, type Rounds, ratioOf, summarize } from "../rounds.ts";
import { openStdio, type StdioSession } from "../stdio-session.ts";
import type { Workshop } from "../workshop.ts";
import { CONTESTANTS, OURS } from "./all.ts";
import { ask } from "./ask.ts";
import type { Contestant, OperationName, PeerNote, ToolCall } from "./contestant.ts";
import { createNotes, take } from "./notes.ts";

const ROUNDS = 7;
/** A round of a contestant is over after so many calls or so long, whichever comes first. */
const ROUND_CALLS = 20;
const ROUND_MS = 500;
/** Of a title, which some show only the beginning of. */
const SHOWN_CHARS = 60;
const PICKED = 500;

interface Contender {
  readonly contestant: Contestant;
  readonly session: StdioSession;
}

/** A call, and what its answer must have in it. */
interface Task {
  readonly call: ToolCall;
  readonly expected: string;
}

interface Operation {
  readonly name: OperationName;
  /** Notes in the store. */
  readonly size: number;
  /** How many times as long a peer must take, by its name. */
  readonly bounds: Readonly<Record<string, Bound>>;
  next(contestant: Contestant): Task;
}

/** Times of every operation at a size, each peer's against ours; who cannot do one has a row that says so. */
export async function compareAt(workshop: Workshop, size: number): Promise<readonly Row[]> {
  const next = createNotes(size);
  const notes = [...take(next, size)];
  const contenders: Contender[] = [];
  for (const contestant of CONTESTANTS) {
    workshop.say(`peers: ${contestant.name} with ${size}`);
    const dataDir = workshop.makeDir();
    await contestant.fill(workshop, dataDir, notes);
    contenders.push({
      contestant,
      session: await openStdio(workshop, contestant.program(workshop, dataDir)),
    });
  }
  const rows: Row[] = [];
  for (const operation of operations(size, notes, next)) {
    rows.push(...(await compare(contenders, operation)));
  }
  await Promise.all(contenders.map(({ session }) => session.close()));
  return rows;
}

function operations(size: number, notes: readonly PeerNote[], next: () => PeerNote): readonly Operation[] {
  const step = Math.max(1, Math.floor(notes.length / PICKED));
  const picked = notes.filter((_, index) => index % step === 0);
  let finds = 0;
  const bounds = (floor: number): Record<string, Bound> =>
    size >= 100_000 ? { "server-memory": { better: "more", floor } } : {};
  return [
    {
      name: "store one",
      size,
      bounds: bounds(100),
      next: (contestant) => ({ call: contestant.create(next()), expected: "" }),
    },
    {
      name: "find one",
      size,
      bounds: bounds(30),
      next(contestant) {
        const { word, title } = picked[finds++ % picked.length] as PeerNote;
        return { call: contestant.find(word), expected: title.slice(0, SHOWN_CHARS) };
      },
    },
    { name: "list", size, bounds: {}, next: ({ list }) => ({ call: list, expected: "" }) },
  ];
}

interface Measured {
  readonly times: Rounds<string>;
  /** Of the last answer, by contestant. */
  readonly bytes: ReadonlyMap<string, number>;
  /** Why a contestant cannot do it. */
  readonly failures: ReadonlyMap<string, string>;
}

async function compare(contenders: readonly Contender[], operation: Operation): Promise<readonly Row[]> {
  const measured = await measure(contenders, operation);
  const reason = measured.failures.get(OURS.name);
  if (reason !== undefined) throw new Error(`${labelOf(operation)}: ${reason}`);
  return contenders
    .filter(({ contestant }) => contestant !== OURS)
    .map(({ contestant }) => toRow(contestant, operation, measured));
}

async function measure(contenders: readonly Contender[], operation: Operation): Promise<Measured> {
  const bytes = new Map<string, number>();
  const failures = new Map<string, string>();
  const once = async ({ contestant, session }: Contender): Promise<number> => {
    const { call, expected } = operation.next(contestant);
    const answer = await ask(session, call, expected);
    bytes.set(contestant.name, answer.bytes);
    return answer.ms;
  };
  const round = async (contender: Contender): Promise<number> => {
    const { name } = contender.contestant;
    const took: number[] = [];
    const startedAt = performance.now();
    try {
      do took.push(await once(contender));
      while (took.length < ROUND_CALLS && performance.now() - startedAt < ROUND_MS);
    } catch (error) {
      failures.set(name, error instanceof Error ? error.message : String(error));
    }
    return median(took);
  };
  const variantsOf = (some: readonly Contender[]) =>
    Object.fromEntries(some.map((contender) => [contender.contestant.name, () => round(contender)] as const));
  await interleave(1, variantsOf(contenders));
  const able = contenders.filter(({ contestant }) => !failures.has(contestant.name));
  return { times: await interleave(ROUNDS, variantsOf(able)), bytes, failures };
}

const labelOf = ({ size, name }: Operation): string => `${size.toLocaleString("en")} notes, ${name}`;

function toRow({ name, remarks = {} }: Contestant, operation: Operation, measured: Measured): Row {
  const { times, bytes, failures } = measured;
  const own = times[OURS.name] ?? [];
  const label = `${labelOf(operation)}, ${name}`;
  const reason = failures.get(name);
  if (reason !== undefined) {
    if (operation.bounds[name] !== undefined) throw new Error(`${label}: not measured: ${reason}`);
    return { label, ...summarize(own), unit: "ms", note: `ours alone; ${name} cannot do it: ${reason}` };
  }
  const theirs = times[name] ?? [];
  const bound = operation.bounds[name];
  const remark = remarks[operation.name];
  return {
    label,
    ...ratioOf(theirs, own),
    unit: "ratio",
    ...(bound === undefined ? {} : { bound }),
    note: [
      `${median(own).toFixed(2)} against ${median(theirs).toFixed(2)} ms`,
      `answers of ${kilobytes(bytes.get(OURS.name))} against ${kilobytes(bytes.get(name))} kB`,
      ...(remark === undefined ? [] : [remark]),
    ].join("; "),
  };
}

const kilobytes = (bytes = 0): string => (bytes / 1000).toFixed(1);
