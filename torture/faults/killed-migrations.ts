import { join } from "node:path";
import type { Fault } from "../fault.ts";
import { createLedger, type Ledger, toRemember } from "../ledger.ts";
import { type Death, die } from "../migrations/kill.ts";
import { createPostgresEngine } from "../migrations/postgres.ts";
import { createSqliteEngine } from "../migrations/sqlite.ts";
import type { Engine } from "../migrations/subject.ts";
import type { Launch } from "../program.ts";
import type { Random } from "../random.ts";
import { atLeast, none, shown } from "../rows.ts";
import { ONE_OWNER, openStation } from "../station.ts";

const NOTES = 40;
/** Deaths, however little time there is. */
const LEAST = 4;
/** A run of this length dies at every place. */
const LONG_MS = 15 * 60_000;
/** Every so many deaths the notes are read through the server as well. */
const SERVED_EVERY = 8;

export const killedMigrations: Fault = {
  id: "F28",
  name: "killed-migrations",
  title:
    "migrations are killed before every statement, and Postgres in the middle of them: always the old schema or the new one, the next run ends well, no note is lost",
  leastMs: 30_000,
  weight: 5,
  async run({ root, folder, random, budgetMs, say }) {
    const endAt = performance.now() + budgetMs;
    const engines = await createEngines(root, folder, random);
    try {
      const lanes = await Promise.all(
        engines.map(async (engine) => killAll(await planDeaths(engine, random.fork()), endAt, say)),
      );
      return {
        rows: [
          ...lanes.flatMap(({ name, places, died, schemas }) => [
            shown(`${name}: places to die`, places),
            atLeast(`${name}: of these died at`, died, budgetMs >= LONG_MS ? places : 1),
            atLeast(`${name}: schemas found afterwards, old and new`, schemas, 2),
          ]),
          none(
            "neither old nor new, not ended by the next run, or a note lost",
            lanes.flatMap(({ problems }) => problems),
          ),
        ],
      };
    } finally {
      for (const engine of engines) await engine.close();
    }
  },
};

async function createEngines(root: string, folder: string, random: Random): Promise<readonly Engine[]> {
  const options = (name: string) => ({
    root,
    folder,
    ledger: createLedger(join(folder, `${name}.log`), random.fork()),
  });
  const [file, server] = [options("sqlite"), options("postgres")];
  const dataDir = join(folder, "source");
  await fill({ dataDir, root, env: ONE_OWNER }, file.ledger);
  const sqlite = await createSqliteEngine(file, join(dataDir, "awareness.db"));
  const postgres = await createPostgresEngine(server, (env) =>
    fill({ dataDir: join(folder, "node"), root, env: { ...ONE_OWNER, ...env } }, server.ledger),
  );
  return [sqlite, postgres];
}

async function fill(launch: Launch, ledger: Ledger): Promise<void> {
  const { client, stop } = await openStation("stdio", launch);
  for (let index = 0; index < NOTES; index += 1) {
    const note = ledger.next("writer");
    ledger.sent(note);
    const { isError } = await client.call("remember", toRemember(note));
    if (isError) throw new Error("A note was refused");
    ledger.acked(note);
  }
  await stop();
}

/** Every place, in an order of chance. */
async function planDeaths(engine: Engine, random: Random): Promise<readonly Death[]> {
  const places: Omit<Death, "served">[] = [];
  for (const kind of ["filled", "empty"] as const) {
    const count = await engine.countPlaces(kind);
    for (let place = 1; place <= count; place += 1) {
      places.push(...engine.killable.map((of) => ({ engine, kind, place, of })));
    }
  }
  return shuffle(places, random).map((death, index) => ({ ...death, served: index % SERVED_EVERY === 0 }));
}

/** Dies at one place after the other until the time is over. */
async function killAll(deaths: readonly Death[], endAt: number, say: (line: string) => void) {
  const problems: string[] = [];
  const schemas = new Set<number>();
  let died = 0;
  for (const death of deaths) {
    if (performance.now() > endAt && died >= LEAST) break;
    const { left, problems: found } = await die(death);
    for (const problem of found) say(problem);
    problems.push(...found);
    schemas.add(left);
    died += 1;
  }
  return { name: deaths[0]?.engine.name ?? "", places: deaths.length, died, schemas: schemas.size, problems };
}

function shuffle<T>(items: readonly T[], random: Random): readonly T[] {
  return items
    .map((item) => [random.next(), item] as const)
    .sort(([one], [other]) => one - other)
    .map(([, item]) => item);
}
