import { connect, type MemoryClient } from "../client.ts";
import { startHttp } from "../http-server.ts";
import { ENGINES, type Engine, withDatabase } from "../nodes.ts";
import { ROOT } from "../paths.ts";
import { type Launch, mintToken } from "../program.ts";

/** A client of a server on this engine. */
export interface OnEngine {
  readonly engine: Engine;
  readonly client: MemoryClient;
  /** Of the MCP endpoint. */
  readonly url: string;
  readonly token: string;
}

/** Lends a client of each engine, both at once, so that their answers can be compared. */
export async function withBothEngines<T>(
  launch: Launch,
  use: (both: readonly OnEngine[]) => Promise<T>,
): Promise<T> {
  const lend = async (left: readonly Engine[], open: readonly OnEngine[]): Promise<T> => {
    const [engine, ...rest] = left;
    if (engine === undefined) return use(open);
    return withDatabase(engine, launch.root ?? ROOT, async (settings) => {
      const dataDir = `${launch.dataDir}-${engine}`;
      const started = { ...launch, dataDir, env: { ...launch.env, ...settings } };
      const token = await mintToken(started);
      const server = await startHttp(started);
      try {
        const client = await connect("modern", { kind: "http", url: server.url, token });
        const result = await lend(rest, [...open, { engine, client, url: server.url, token }]);
        await client.close();
        return result;
      } finally {
        await server.kill("SIGTERM");
      }
    });
  };
  return lend(ENGINES, []);
}
