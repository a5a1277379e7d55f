import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { connect, type MemoryClient } from "./client.ts";
import { startHttp } from "./http-server.ts";
import { mintToken } from "./program.ts";
import { ONE_OWNER, type Transport } from "./station.ts";

/** A server that can be killed, with a client. */
export interface ReplayServer {
  readonly client: MemoryClient;
  readonly kills: number;
  /** SIGKILL, and a new server on the same database. Does nothing to a server of somebody else. */
  killAndRestart(): Promise<void>;
  close(): Promise<void>;
}

export async function openOutside(url: string, token: string): Promise<ReplayServer> {
  const client = await connect("modern", { kind: "http", url, token });
  return { client, kills: 0, killAndRestart: async () => {}, close: () => client.close() };
}

export async function openOwn(transport: Transport): Promise<ReplayServer> {
  const dataDir = await mkdtemp(join(tmpdir(), "awareness-replay-"));
  const launch = { dataDir, env: ONE_OWNER };
  const remove = () => rm(dataDir, { recursive: true, force: true });
  return transport === "http" ? openHttp(launch, remove) : openStdio(launch, remove);
}

type OwnLaunch = { readonly dataDir: string; readonly env: typeof ONE_OWNER };

/** The client stays: its session is one of the 2025 era, and must outlive the server. */
async function openHttp(launch: OwnLaunch, remove: () => Promise<void>): Promise<ReplayServer> {
  const token = await mintToken(launch);
  let server = await startHttp(launch);
  const client = await connect("legacy", { kind: "http", url: server.url, token });
  let kills = 0;
  return {
    client,
    get kills() {
      return kills;
    },
    async killAndRestart() {
      await nextTurn();
      kills += 1;
      await server.kill("SIGKILL");
      server = await startHttp(launch, server.port);
    },
    async close() {
      await client.close();
      await server.kill("SIGTERM");
      await remove();
    },
  };
}

/** The server belongs to its client, so both are new after a kill. */
async function openStdio(launch: OwnLaunch, remove: () => Promise<void>): Promise<ReplayServer> {
  let client = await connect("modern", { kind: "stdio", launch });
  let kills = 0;
  return {
    get client() {
      return client;
    },
    get kills() {
      return kills;
    },
    async killAndRestart() {
      await nextTurn();
      kills += 1;
      process.kill(client.pid ?? 0, "SIGKILL");
      await client.close().catch(() => {});
      client = await connect("modern", { kind: "stdio", launch });
    },
    async close() {
      await client.close();
      await remove();
    },
  };
}
