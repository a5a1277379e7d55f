import { join } from "node:path";
import Database from "better-sqlite3";
import type { Launch } from "../program.ts";
import type { Random } from "../random.ts";
import { ONE_OWNER, openStation } from "../station.ts";

const LANES = 16;

/**
 * A database with notes of all sizes, cleanly closed: some longer than a page, with tags, keys, dates and text outside
 * ASCII; every second one was written again under its key and has an old version.
 */
export async function fillMemory(launch: Launch, random: Random, count: number): Promise<void> {
  const station = await openStation("stdio", { ...launch, env: ONE_OWNER });
  const write = async (index: number, text: string) => {
    const { isError, json } = await station.client.call("remember", {
      source: `source-${index % 7}`,
      tags: [`tag-${index % 11}`, "größe"],
      description: `Note ${index}`,
      content: text,
      ...(index % 2 === 0 ? { logical_key: `ключ/${index}` } : {}),
    });
    if (isError) throw new Error(`remember failed: ${JSON.stringify(json)}`);
  };
  const texts = Array.from({ length: count }, () => random.text(random.pick([20, 300, 2_000, 12_000])));
  const rounds = [texts, texts.map((text, index) => (index % 2 === 0 ? `${text} again` : undefined))];
  for (const round of rounds) {
    const waiting = round.flatMap((text, index) => (text === undefined ? [] : [[index, text] as const]));
    await Promise.all(
      Array.from({ length: LANES }, async () => {
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await write(...next);
      }),
    );
  }
  await station.stop();
  // A server that was slow to end has been killed by its client, and has left its log.
  const db = new Database(join(launch.dataDir, "awareness.db"));
  db.pragma("wal_checkpoint(TRUNCATE)");
  db.close();
}
