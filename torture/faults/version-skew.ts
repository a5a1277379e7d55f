import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { mkdir, mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { type Account, addAccounts, NOTHING, takeAccount } from "../account.ts";
import type { Fault, FaultPlace } from "../fault.ts";
import { createLedger, type Ledger, toRemember } from "../ledger.ts";
import { copyProgram, mintToken, runToEnd } from "../program.ts";
import { readNotes } from "../read-back.ts";
import { atLeast, none } from "../rows.ts";
import { ONE_OWNER, type Station, TRANSPORTS, type Transport, withStation } from "../station.ts";

const NOTES = 15;
const STARTS = { stdio: ["serve"], http: ["serve", "--http", "--port", "0"] } as const;
const REFUSAL =
  /^awareness: The database has schema \d+, this program knows \d+\. Update awareness; nothing was changed\.\n$/;

interface Round {
  readonly account: Account;
  readonly refused: number;
  readonly problems: readonly string[];
}

export const versionSkew: Fault = {
  id: "F8",
  name: "version-skew",
  title:
    "a newer program migrates the file under an older one: the older one refuses to write or to start, changes no byte, and the newer one has every note",
  leastMs: 12_000,
  weight: 1,
  async run(place) {
    const endAt = performance.now() + place.budgetMs;
    const newer = await makeNewer(place);
    const rounds: Round[] = [];
    do {
      for (const transport of TRANSPORTS) rounds.push(await runRound(place, newer, transport));
    } while (performance.now() < endAt);
    return {
      account: rounds.map(({ account }) => account).reduce(addAccounts, NOTHING),
      rows: [
        atLeast("rounds, over both transports", rounds.length, 2),
        atLeast(
          "writes of the older program refused with newer_schema",
          rounds.reduce((total, { refused }) => total + refused, 0),
          1,
        ),
        none(
          "other answers, starts not refused, bytes changed",
          rounds.flatMap(({ problems }) => problems),
        ),
      ],
    };
  },
};

/** The program with one more migration, as a later release would carry it. */
async function makeNewer({ root, folder }: FaultPlace): Promise<string> {
  const newer = join(folder, "newer");
  await mkdir(newer);
  await copyProgram(newer, root);
  const migrations = join(newer, "migrations", "sqlite");
  const number = String(readdirSync(migrations).length + 1).padStart(4, "0");
  writeFileSync(
    join(migrations, `${number}_later.sql`),
    "CREATE TABLE later (n INTEGER PRIMARY KEY) STRICT;\n",
  );
  return newer;
}

async function runRound(
  { root, folder, random }: FaultPlace,
  newer: string,
  transport: Transport,
): Promise<Round> {
  const dataDir = await mkdtemp(join(folder, "data-"));
  const ledger = createLedger(`${dataDir}.acked`, random.fork());
  const [older, later] = [root, newer].map((program) => ({ dataDir, root: program, env: ONE_OWNER }));
  if (older === undefined || later === undefined) throw new Error("There are two programs");
  const token = transport === "http" ? await mintToken(older) : undefined;
  const problems: string[] = [];
  const refused = await withStation(transport, older, token, async (station) => {
    problems.push(...(await writeAll(station, ledger)).filter((reason) => reason !== ""));
    const { end, stderr } = await runToEnd(later, ["migrate"]);
    if (end !== 0) problems.push(`the newer program could not migrate: ${stderr}`);
    const migrated = readAll(dataDir);
    const reasons = await writeAll(station, ledger);
    if (readAll(dataDir) !== migrated) problems.push("refused writes changed bytes");
    problems.push(
      ...reasons
        .filter((reason) => reason !== "newer_schema")
        .map((reason) => `answered ${reason || "a result"}`),
    );
    return reasons.length;
  });
  const account = await withStation(transport, later, token, async (station) => {
    problems.push(...(await writeAll(station, ledger)).filter((reason) => reason !== ""));
    return takeAccount(ledger, await readNotes(station.client));
  });
  const before = readAll(dataDir);
  for (const start of Object.values(STARTS)) {
    const { end, stderr } = await runToEnd(older, start, 20_000);
    if (end !== 1 || !REFUSAL.test(stderr)) problems.push(`the older one ended with ${end}: ${stderr}`);
  }
  if (readAll(dataDir) !== before) problems.push("the older program changed bytes");
  return { account, refused, problems };
}

/** The database and its log, as text. */
const readAll = (dataDir: string): string =>
  readdirSync(dataDir)
    .filter((name) => /\.db(-wal)?$/.test(name))
    .sort()
    .map((name) => `${name} ${readFileSync(join(dataDir, name)).toString("base64")}`)
    .join("\n");

/** Writes notes; answers the reason of each that was refused, and an empty text for each that was not. */
async function writeAll({ client }: Station, ledger: Ledger): Promise<readonly string[]> {
  const reasons: string[] = [];
  for (let index = 0; index < NOTES; index += 1) {
    const note = ledger.next("writer");
    ledger.sent(note);
    const { isError, json } = await client.call("remember", toRemember(note));
    if (isError) ledger.refused(note, json.error.reason);
    else ledger.acked(note);
    reasons.push(isError ? String(json.error.reason) : "");
  }
  return reasons;
}
