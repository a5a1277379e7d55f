import { readFileSync } from "node:fs";
import { chmod, mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import type { Fault, FaultPlace } from "../fault.ts";
import { findLocks, type Lock, READ_ONLY_REFUSAL, type ReadOnly } from "../read-only.ts";
import { atLeast, none, shown } from "../rows.ts";
import { failToKeep, keep, readTexts, TRANSPORTS, type Transport, withStation } from "../station.ts";

const CALLS = 15;

interface Round {
  readonly reads: number;
  readonly refused: number;
  readonly problems: readonly string[];
}

export const readOnly: Fault = {
  id: "F5",
  name: "read-only",
  title:
    "the file, its folder or its file system may not be written: reads go on, writes answer read_only, every byte is kept, and the right to write is all it takes to go on",
  leastMs: 15_000,
  weight: 1,
  unable: async () => (process.platform === "win32" ? "needs file modes as POSIX has them" : undefined),
  async run(place) {
    const endAt = performance.now() + place.budgetMs;
    // The server of root becomes somebody else, who must find the program and the data.
    for (const folder of [place.root, place.folder]) await chmod(folder, 0o711);
    const locks = await findLocks(place.folder);
    const rounds: Round[] = [];
    do {
      for (const lock of locks) {
        for (const transport of TRANSPORTS) rounds.push(await runRound(place, lock, transport));
      }
    } while (performance.now() < endAt);
    const sum = (of: (round: Round) => number) => rounds.reduce((total, round) => total + of(round), 0);
    return {
      rows: [
        atLeast(
          `rounds: ${locks.map(({ what }) => what).join(", ")}, each over both transports`,
          rounds.length,
          2,
        ),
        ...(locks.length > 3 ? [] : [shown("not done, because it takes root", "a read-only file system")]),
        atLeast(
          "reads",
          sum(({ reads }) => reads),
          1,
        ),
        atLeast(
          "writes refused with read_only",
          sum(({ refused }) => refused),
          1,
        ),
        none(
          "failed reads, other answers, bytes changed, not writable again",
          rounds.flatMap(({ problems }) => problems),
        ),
      ],
    };
  },
};

async function runRound(place: FaultPlace, { what, make }: Lock, transport: Transport): Promise<Round> {
  const texts = Array.from({ length: 3 }, (_, index) => `${index} ${place.random.text(200)}`.trim());
  const locked = await make(await mkdtemp(join(place.folder, "data-")), texts);
  try {
    const counts = await useLocked(place, locked, transport, texts);
    const kept = readFileSync(locked.database).equals(locked.before);
    await locked.unlock();
    const problems = [
      ...counts.problems,
      ...(kept ? [] : ["bytes were changed"]),
      ...(await writeAgain(place, locked, transport, texts)),
    ];
    return { ...counts, problems: problems.map((problem) => `${what}, ${transport}: ${problem}`) };
  } finally {
    await locked.undo();
  }
}

async function useLocked(
  place: FaultPlace,
  { launch, token }: ReadOnly,
  transport: Transport,
  texts: readonly string[],
) {
  const problems: string[] = [];
  let refused = 0;
  await withStation(transport, { ...launch, root: place.root }, token, async ({ client }) => {
    for (let call = 0; call < CALLS; call += 1) {
      if ((await readTexts(client)).join("\n") !== texts.join("\n")) problems.push("read other notes");
      const error = await failToKeep(client, "not to be kept");
      const differs = Object.entries(READ_ONLY_REFUSAL).some(([name, value]) => error[name] !== value);
      if (differs) problems.push(`a write answered ${JSON.stringify(error)}`);
      else refused += 1;
    }
  });
  return { reads: CALLS, refused, problems };
}

async function writeAgain(
  { root }: FaultPlace,
  { launch, token }: ReadOnly,
  transport: Transport,
  texts: readonly string[],
) {
  const found = await withStation(transport, { ...launch, root }, token, async ({ client }) => {
    await keep(client, "kept");
    return readTexts(client);
  });
  return found.join("\n") === [...texts, "kept"].join("\n")
    ? []
    : ["read other notes with the right to write"];
}
