import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { startLoad } from "../../test/helpers/nodes/load.ts";
import { takeAccount } from "../account.ts";
import { connect } from "../client.ts";
import { type Copied, makeCopies, WAYS } from "../copies.ts";
import type { Fault } from "../fault.ts";
import { isPrefix, readHistory } from "../history.ts";
import { startHttp } from "../http-server.ts";
import { createLedger, type Ledger } from "../ledger.ts";
import { type Launch, mintToken } from "../program.ts";
import { readNotes } from "../read-back.ts";
import { atLeast, none, same, shown, zero } from "../rows.ts";
import { ONE_OWNER } from "../station.ts";
import { verify } from "../verify.ts";

const LEAST_MS = 25_000;
const MADE_FOR = 0.7;
const FIRST_NOTES = 20;

export const backups: Fault = {
  id: "F27",
  name: "backups",
  title:
    "backup, export and copy under writes, every second one killed: each copy is whole and a prefix of the history",
  leastMs: LEAST_MS,
  weight: 2,
  async run({ root, folder, random, budgetMs }) {
    const launch = { dataDir: join(folder, "data"), root, env: ONE_OWNER };
    const ledger = createLedger(join(folder, "acked"), random.fork());
    const copied = await copyUnderLoad(launch, ledger, join(folder, "copies"), random, budgetMs * MADE_FOR);
    const { account, integrity } = await verify(launch, ledger);
    const whole = readHistory(join(launch.dataDir, "awareness.db"));
    const restored = await restore(copied.latest, { ...launch, dataDir: join(folder, "restored") }, ledger);
    const { histories } = copied;
    return {
      account,
      rows: [
        ...WAYS.flatMap((way) => [
          atLeast(`${way}: finished`, copied.finished[way], 1),
          shown(`${way}: killed`, copied.killed[way]),
        ]),
        atLeast(
          "killed in all",
          WAYS.reduce((sum, way) => sum + copied.killed[way], 0),
          1,
        ),
        shown("entries in the largest copy", Math.max(...histories.map(({ history }) => history.length))),
        shown("slowest copy, ms", copied.slowestMs),
        zero(
          "copies that are no prefix of the history",
          histories.filter(({ history }) => !isPrefix(history, whole)).length,
        ),
        zero(
          "copies without a note that was answered before them",
          histories.filter(({ history, ackedBefore }) => history.length < ackedBefore).length,
        ),
        none("other problems", copied.problems),
        atLeast("notes after putting the last backup in place", restored.notes, 1),
        zero("of these torn, doubled or made up", restored.bad),
        same("integrity_check", integrity, "ok"),
      ],
    };
  },
};

async function copyUnderLoad(
  launch: Launch,
  ledger: Ledger,
  folder: string,
  random: Parameters<typeof makeCopies>[2],
  durationMs: number,
): Promise<Copied> {
  const token = await mintToken(launch, ONE_OWNER.AWARENESS_DEFAULT_OWNER);
  const server = await startHttp(launch);
  const until = performance.now() + durationMs;
  try {
    const load = await startLoad({ url: server.url, tokens: [token], ledger });
    await load.progress(FIRST_NOTES);
    const copied = await makeCopies(
      launch,
      folder,
      random,
      () => load.acked,
      () => performance.now() >= until,
    );
    await load.stop();
    return copied;
  } finally {
    await server.kill("SIGTERM");
  }
}

/** Puts a backup where a server finds it, and reads it through the server. */
async function restore(backup: string, launch: Launch, ledger: Ledger) {
  await mkdir(launch.dataDir, { recursive: true });
  await copyFile(backup, join(launch.dataDir, "awareness.db"));
  const client = await connect("modern", { kind: "stdio", launch });
  try {
    const { present, torn, doubled, phantom } = takeAccount(ledger, await readNotes(client));
    return { notes: present, bad: torn + doubled + phantom };
  } finally {
    await client.close();
  }
}
