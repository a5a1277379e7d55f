import { openConnection } from "../../bench/harness/raw-client.ts";
import type { Json } from "../client.ts";
import type { FoundEntry } from "./book.ts";
import { callTool } from "./wire.ts";

const PAGE = 500;

/** Hands over every note of the token's owner, newest first, page by page. @throws Error when a page is refused. */
export async function readOwner(
  url: string,
  token: string,
  take: (page: readonly FoundEntry[]) => void,
): Promise<void> {
  const { port, pathname: path } = new URL(url);
  const connection = await openConnection(Number(port));
  try {
    let cursor: string | undefined;
    do {
      const args = { tags: ["torture"], limit: PAGE, ...(cursor === undefined ? {} : { cursor }) };
      const outcome = await callTool(connection, { path, token }, 1, "get_knowledge", args);
      if (outcome.kind !== "done") throw new Error(`get_knowledge failed: ${JSON.stringify(outcome)}`);
      const page: Json = JSON.parse(outcome.body).result.structuredContent;
      take(page.entries);
      cursor = page.next_cursor;
    } while (cursor !== undefined);
  } finally {
    connection.close();
  }
}
