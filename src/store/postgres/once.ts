import pg from "pg";
import { toStoreError } from "./errors.ts";
import { parseConnection } from "./pool.ts";

/** How long a server may take to accept a connection, ms. */
const CONNECT_MS = 10_000;

/** Runs `work` on a connection of its own, outside of every pool, and closes it. Driver errors are mapped. */
export async function connectOnce<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    ...parseConnection(url),
    connectionTimeoutMillis: CONNECT_MS,
    application_name: "awareness",
  });
  // Told of by the query that it breaks.
  client.on("error", () => {});
  try {
    await client.connect();
    return await work(client);
  } catch (error) {
    throw toStoreError(error);
  } finally {
    await client.end().catch(() => {});
  }
}
