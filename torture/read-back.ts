import type { FoundNote } from "./account.ts";
import type { Json, MemoryClient } from "./client.ts";

/** Every entry that the filters allow, newest change first, read page by page through cursors. */
export async function readAll(
  client: MemoryClient,
  filters: Readonly<Record<string, unknown>> = {},
  pageSize = 97,
): Promise<readonly Json[]> {
  const entries: Json[] = [];
  let cursor: string | undefined;
  do {
    const args = { ...filters, limit: pageSize, ...(cursor === undefined ? {} : { cursor }) };
    const { isError, json } = await client.call("get_knowledge", args);
    if (isError) throw new Error(`get_knowledge failed: ${JSON.stringify(json)}`);
    entries.push(...json.entries);
    cursor = json.next_cursor;
    if (json.has_more !== (cursor !== undefined)) throw new Error("has_more and next_cursor disagree");
  } while (cursor !== undefined);
  return entries;
}

export async function readNotes(client: MemoryClient): Promise<readonly FoundNote[]> {
  const entries = await readAll(client, { tags: ["torture"] });
  return entries.map(({ source, data }) => ({
    ...JSON.parse(data.description),
    writer: source,
    text: data.content,
  }));
}
