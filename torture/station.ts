import { connect, type MemoryClient } from "./client.ts";
import { startHttp } from "./http-server.ts";
import { type Launch, mintToken } from "./program.ts";

export const TRANSPORTS = ["stdio", "http"] as const;
export type Transport = (typeof TRANSPORTS)[number];

/** A server of either kind with one client. */
export interface Station {
  readonly client: MemoryClient;
  readonly pid: number;
  /** What the server wrote on stderr. */
  stderr(): string;
  /** Status of `/ready`; `undefined` over stdio. */
  ready(): Promise<number | undefined>;
  /** Ends the server without mercy. */
  kill(): Promise<void>;
  /** Lets the server end by itself. */
  stop(): Promise<void>;
}

/** Starts a server and connects. A token minted before can be given; else one is minted with plain settings. */
export async function openStation(transport: Transport, launch: Launch, token?: string): Promise<Station> {
  if (transport === "stdio") {
    const client = await connect("modern", { kind: "stdio", launch });
    const pid = client.pid ?? 0;
    const close = () => client.close();
    return {
      client,
      pid,
      stderr: () => client.stderr(),
      ready: async () => undefined,
      async kill() {
        process.kill(pid, "SIGKILL");
        await close();
      },
      stop: close,
    };
  }
  const { dataDir, env, root } = launch;
  const bearer = token ?? (await mintToken({ dataDir, env, root }));
  const server = await startHttp(launch);
  const client = await connect("modern", { kind: "http", url: server.url, token: bearer });
  return {
    client,
    pid: server.pid,
    stderr: () => server.stderr(),
    ready: async () => (await fetch(new URL("/ready", server.url))).status,
    async kill() {
      await client.close().catch(() => {});
      await server.kill("SIGKILL");
    },
    async stop() {
      await client.close();
      await server.kill("SIGTERM");
    },
  };
}

/** Lends a server with one client to `use`, and leaves nothing running whatever becomes of it. */
export async function withStation<T>(
  transport: Transport,
  launch: Launch,
  token: string | undefined,
  use: (station: Station) => Promise<T>,
): Promise<T> {
  const station = await openStation(transport, launch, token);
  try {
    const result = await use(station);
    await station.stop();
    return result;
  } catch (error) {
    await station.kill().catch(() => {});
    throw error;
  }
}

/** Settings under which stdio and HTTP share one memory. */
export const ONE_OWNER = { AWARENESS_DEFAULT_OWNER: "tester" } as const;

/** Stores a note of this text. @throws Error when the answer is an error. */
export async function keep(client: MemoryClient, text: string): Promise<void> {
  const { isError, json } = await client.call("remember", note(text));
  if (isError) throw new Error(`remember failed: ${JSON.stringify(json)}`);
}

/** The error of a `remember` that must fail. */
export async function failToKeep(client: MemoryClient, text: string) {
  const { isError, json } = await client.call("remember", note(text));
  if (!isError) throw new Error("remember succeeded");
  return json.error;
}

export const note = (text: string) => ({ source: "test", tags: [], description: "A note", content: text });

/** Texts of all notes, oldest first. */
export async function readTexts(client: MemoryClient): Promise<readonly string[]> {
  const { isError, json } = await client.call("get_knowledge", { limit: 500 });
  if (isError) throw new Error(`get_knowledge failed: ${JSON.stringify(json)}`);
  return json.entries.map((entry: { data: { content: string } }) => entry.data.content).reverse();
}

/** A folder with a database of these notes, cleanly closed. */
export async function makeDatabase(dataDir: string, texts: readonly string[]): Promise<void> {
  const station = await openStation("stdio", { dataDir, env: ONE_OWNER });
  for (const text of texts) await keep(station.client, text);
  await station.stop();
}
