import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { chown, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeDataFolder } from "./data-folder.ts";
import { freePort } from "./free-port.ts";
import { type Postmaster, startPostmaster } from "./postmaster.ts";
import { sendSignal, signalTree, type TreeSignal } from "./processes.ts";
import { findTools, type Tools } from "./tools.ts";

/** How a server ends: after its clients have left, after rolling back, or as in a crash. */
export type StopMode = "smart" | "fast" | "immediate";

const STOP_SIGNALS = { smart: "SIGTERM", fast: "SIGINT", immediate: "SIGQUIT" } as const;

export interface ClusterOptions {
  /** True: an answered commit is on the disk, as in production. Default false, which is faster. */
  readonly durable?: boolean;
  /** More settings of the server, by name; they win. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Folder of `initdb` and `postgres`. Default: `findBinaries()`. */
  readonly binDir?: string;
  /** Makes the data folder, which does not exist yet. Default: an empty cluster. */
  makeData?(tools: Tools, folder: string): Promise<void>;
}

/** A throw-away Postgres server. It ends with the tests, even when they are killed. */
export interface Cluster {
  readonly host: string;
  readonly port: number;
  /** Also the folder of its unix socket. */
  readonly folder: string;
  /** Of the database `postgres`, as superuser. */
  readonly adminUrl: string;
  /** Process id of the postmaster, a new one after each restart. */
  pid(): number;
  /** Sends a signal to the postmaster and all its children; resolves when SIGKILL or SIGSTOP has taken effect on all. */
  signal(signal: TreeSignal): Promise<void>;
  /** Ends the server when it still runs (default `fast`), and starts it on the same data and port. */
  restart(mode?: StopMode): Promise<void>;
  /** Ends the server (default `immediate`), also one that stands still, and removes its data. */
  stop(mode?: StopMode): Promise<void>;
}

const HOST = "127.0.0.1";

function serverArgs(port: number, folder: string, options: ClusterOptions): readonly string[] {
  const durable = options.durable === true ? "on" : "off";
  const settings = {
    listen_addresses: HOST,
    port: String(port),
    unix_socket_directories: folder,
    fsync: durable,
    full_page_writes: durable,
    max_connections: "200",
    shared_buffers: "64MB",
    // Shared memory outside the folder would outlive a killed server.
    dynamic_shared_memory_type: "mmap",
    jit: "off",
    log_min_messages: "fatal",
    ...options.settings,
  };
  return Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}

async function end(postmaster: Postmaster, mode: StopMode): Promise<void> {
  if (!postmaster.isRunning()) return;
  await signalTree(postmaster.pid, "SIGCONT");
  sendSignal(postmaster.pid, STOP_SIGNALS[mode]);
  await postmaster.exited;
}

/** A killed server leaves a System V segment, of which the machine has few; its id is in the server's own note. */
function freeSharedMemory(folder: string): void {
  try {
    const note = readFileSync(join(folder, "data", "postmaster.pid"), "utf8").split("\n");
    const id = /^\s*\d+\s+(\d+)\s*$/.exec(note[6] ?? "")?.[1];
    if (id !== undefined) execFileSync("ipcrm", ["-m", id], { stdio: "ignore" });
  } catch {
    // No note: it ended in good order.
  }
}

/** Starts an empty server. @throws Error that says why it cannot. */
export async function startCluster(options: ClusterOptions = {}): Promise<Cluster> {
  const tools = findTools(options.binDir);
  const folder = await mkdtemp(join(tmpdir(), "awareness-postgres-"));
  let postmaster: Postmaster;
  let port: number;
  try {
    if (tools.account) await chown(folder, tools.account.uid, tools.account.gid);
    await (options.makeData ?? makeDataFolder)(tools, join(folder, "data"));
    port = await freePort(HOST);
    postmaster = await startPostmaster(tools, folder, serverArgs(port, folder, options));
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  return {
    host: HOST,
    port,
    folder,
    adminUrl: `postgres://postgres@${HOST}:${port}/postgres`,
    pid: () => postmaster.pid,
    async signal(signal) {
      if (!postmaster.isRunning()) return;
      await signalTree(postmaster.pid, signal);
      if (signal === "SIGKILL") await postmaster.exited;
    },
    async restart(mode = "fast") {
      await end(postmaster, mode);
      postmaster = await startPostmaster(tools, folder, serverArgs(port, folder, options));
    },
    async stop(mode = "immediate") {
      await end(postmaster, mode);
      freeSharedMemory(folder);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
