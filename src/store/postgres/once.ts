import pg from "pg";
import { AwarenessError } from "../../domain/errors.ts";
import { toStoreError, unavailable } from "./errors.ts";
import { parseConnection } from "./pool.ts";

/** How long a server may take to accept a connection, ms. */
const CONNECT_MS = 5_000;
/** How long it may take to say good-bye. */
const END_MS = 1_000;

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
    throw nameServer(toStoreError(error), client);
  } finally {
    const { stream } = (client as unknown as { connection: { stream: { destroy(): void } } }).connection;
    const cut = setTimeout(() => stream.destroy(), END_MS);
    await client.end().catch(() => {});
    clearTimeout(cut);
  }
}

/** Who starts a program may know where it looked, and what the system says. */
function nameServer(error: unknown, { host, port }: pg.Client): unknown {
  if (!(error instanceof AwarenessError) || error.details.reason !== "unreachable") return error;
  const code = (error.cause as { readonly code?: unknown } | undefined)?.code;
  const why = typeof code === "string" ? ` (${code})` : "";
  const message = `The database at ${host}:${port} cannot be reached${why}. \`awareness doctor\` says more.`;
  return unavailable("unreachable", message, { retryable: true, cause: error.cause });
}
