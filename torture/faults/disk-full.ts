import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { type Account, addAccounts, NOTHING, takeAccount } from "../account.ts";
import type { Fault, FaultPlace } from "../fault.ts";
import { createLedger, type Ledger, toRemember } from "../ledger.ts";
import { mintToken } from "../program.ts";
import { readNotes } from "../read-back.ts";
import { atLeast, none, shown, zero } from "../rows.ts";
import { findShortages, type Shortage } from "../shortage.ts";
import { ONE_OWNER, type Station, TRANSPORTS, type Transport, withStation } from "../station.ts";
import { checkIntegrity } from "../verify.ts";

const LANES = 4;
/** Writes that are refused before there is space again. */
const REFUSALS = 40;
/** Longer than this no disk stays empty, in notes. */
const MOST_NOTES = 20_000;

/** What a round has counted. */
interface Round {
  readonly account: Account;
  readonly refused: number;
  readonly reads: number;
  readonly afterwards: number;
  readonly problems: readonly string[];
}

export const diskFull: Fault = {
  id: "F4",
  name: "disk-full",
  title:
    "the disk fills up under load: writes answer storage_full and leave nothing, reads go on, and all works again when there is space",
  leastMs: 20_000,
  weight: 2,
  unable: async () => (process.platform === "linux" ? undefined : "needs Linux"),
  async run(place) {
    const endAt = performance.now() + place.budgetMs;
    const shortages = await findShortages(await mkdtemp(join(place.folder, "try-")));
    const rounds: Round[] = [];
    do {
      for (const shortage of shortages) {
        for (const transport of TRANSPORTS) rounds.push(await runRound(place, shortage, transport));
      }
    } while (performance.now() < endAt);
    const sum = (of: (round: Round) => number) => rounds.reduce((total, round) => total + of(round), 0);
    return {
      account: rounds.map(({ account }) => account).reduce(addAccounts, NOTHING),
      rows: [
        atLeast(
          `rounds: ${shortages.map(({ name }) => name).join(", ")}, each over both transports`,
          rounds.length,
          2,
        ),
        ...(shortages.length > 1 ? [] : [shown("not done, because it takes root", "a full disk")]),
        atLeast(
          "writes refused with storage_full",
          sum(({ refused }) => refused),
          1,
        ),
        atLeast(
          "reads meanwhile",
          sum(({ reads }) => reads),
          1,
        ),
        atLeast(
          "writes when there was space again",
          sum(({ afterwards }) => afterwards),
          1,
        ),
        zero(
          "unknown",
          sum(({ account }) => account.unknown),
        ),
        none(
          "failed reads, other refusals, servers that ended, damaged files",
          rounds.flatMap(({ problems }) => problems),
        ),
      ],
    };
  },
};

async function runRound(
  { root, folder, random }: FaultPlace,
  shortage: Shortage,
  transport: Transport,
): Promise<Round> {
  const dataDir = await mkdtemp(join(folder, "data-"));
  const ledger = createLedger(`${dataDir}.acked`, random.fork());
  const launch = { ...(await shortage.arrange(dataDir)), root };
  try {
    const token = transport === "http" ? await mintToken({ dataDir, root, env: ONE_OWNER }) : undefined;
    const result = await withStation(transport, launch, token, (station) =>
      useStation(station, ledger, shortage, dataDir),
    );
    const integrity = checkIntegrity(join(dataDir, "awareness.db"));
    const again = { dataDir, root, env: ONE_OWNER };
    const account = await withStation("stdio", again, undefined, async ({ client }) =>
      takeAccount(ledger, await readNotes(client)),
    );
    return { ...result, account, problems: [...result.problems, ...(integrity === "ok" ? [] : [integrity])] };
  } finally {
    await shortage.undo(dataDir);
  }
}

async function useStation(
  station: Station,
  ledger: Ledger,
  shortage: Shortage,
  dataDir: string,
): Promise<Omit<Round, "account">> {
  const counts = await fill(station, ledger);
  const same = await shortage.relieve(dataDir, station.pid);
  const problems = [...counts.problems, ...(same ? [] : ["no space could be given back"])];
  let afterwards = 0;
  for (; afterwards < LANES; afterwards += 1) {
    const refusal = await write(station, ledger, "afterwards");
    if (refusal !== undefined) problems.push(`refused although there is space: ${refusal}`);
  }
  return { ...counts, afterwards, problems };
}

/** Writes and reads until enough was refused. */
async function fill(station: Station, ledger: Ledger) {
  const problems: string[] = [];
  let [refused, reads, written] = [0, 0, 0];
  const lane = async (name: string) => {
    for (; refused < REFUSALS && written < MOST_NOTES; written += 1) {
      const refusal = await write(station, ledger, name);
      if (refusal === "storage_full") refused += 1;
      else if (refusal !== undefined) problems.push(`refused: ${refusal}`);
    }
  };
  const writing = Promise.all(Array.from({ length: LANES }, (_, index) => lane(`lane-${index}`)));
  let over = false;
  const done = writing.finally(() => {
    over = true;
  });
  done.catch(() => {});
  while (!over) {
    for (const args of [{ limit: 5 }, { limit: 3, tags: ["keyed"] }]) {
      const { isError, json } = await station.client.call("get_knowledge", args);
      reads += 1;
      if (isError) problems.push(`a read failed: ${JSON.stringify(json.error)}`);
    }
  }
  await done;
  if (refused === 0) problems.push("nothing was ever full");
  return { refused, reads, problems };
}

/** Writes a note; answers the reason of a refusal. */
async function write({ client }: Station, ledger: Ledger, writer: string): Promise<string | undefined> {
  const note = ledger.next(writer);
  ledger.sent(note);
  const { isError, json } = await client.call("remember", toRemember(note));
  if (!isError) {
    ledger.acked(note);
    return undefined;
  }
  const { code, reason, retryable } = json.error;
  ledger.refused(note, String(reason));
  return code === "unavailable" && retryable === true ? String(reason) : JSON.stringify(json.error);
}
