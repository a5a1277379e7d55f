import type { MemoryClient } from "../client.ts";

/** More than the 64 MiB of a file that SQLite keeps in memory. */
const NOTES = 2_000;
const NOTE_CHARS = 40_000;
const AT_ONCE = 20;

/**
 * Fills the page cache of a fresh server. While it fills for the first time, the process grows with the file, which says nothing
 * of leaks; what it has taken then it keeps.
 */
export async function fillPageCache(client: MemoryClient): Promise<void> {
  const store = async (n: number) => {
    const { isError, json } = await client.call("remember", {
      source: "page-cache",
      tags: [],
      description: `note ${n}`,
      content: "x".repeat(NOTE_CHARS),
      learned_from: "soak",
    });
    if (isError)
      throw new Error(`A note that should fill the page cache was refused: ${JSON.stringify(json)}`);
  };
  for (let at = 0; at < NOTES; at += AT_ONCE)
    await Promise.all(Array.from({ length: AT_ONCE }, (_, n) => store(at + n)));
}
