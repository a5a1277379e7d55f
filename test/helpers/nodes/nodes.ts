import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type HttpServer, startHttp } from "../../../torture/http-server.ts";
import { type Environment, type Launch, mintToken } from "../../../torture/program.ts";
import { atEndOfFile } from "../end-of-file.ts";
import { freePort } from "../postgres/free-port.ts";

export interface NodesOptions {
  readonly count: number;
  /** Settings of all nodes. Without `AWARENESS_DATABASE_URL` they share a new SQLite file. */
  readonly env?: Environment;
  /** More settings of one node. */
  envOf?(node: number, folder: string): Environment;
  /** Folder of the program; the checkout when left out. */
  readonly root?: string | undefined;
}

/** Real HTTP servers that share one database and one signing secret, each on a port and a data folder of its own. */
export interface Nodes {
  readonly count: number;
  readonly ports: readonly number[];
  /** The settings that all share, for commands of the program. */
  readonly launch: Launch;
  url(node: number): string;
  pid(node: number): number;
  stderr(node: number): string;
  mint(owner?: string): Promise<string>;
  /** SIGTERM and its end; answers the exit code or signal, and how long it took. */
  stop(node: number): Promise<{ readonly exit: number | string; readonly ms: number }>;
  kill(node: number): Promise<void>;
  /** On the same port as before. */
  start(node: number): Promise<void>;
  /** Stops all and removes their folders. */
  close(): Promise<void>;
}

/** Starts the nodes one after the other: the first one makes the database. */
export async function startNodes(options: NodesOptions): Promise<Nodes> {
  const { count, env = {}, envOf = () => ({}), root } = options;
  const folder = await mkdtemp(join(tmpdir(), "awareness-nodes-"));
  const shared: Environment = {
    AWARENESS_DATABASE_URL: `sqlite:${join(folder, "shared", "awareness.db")}`,
    AWARENESS_JWT_SECRET: randomBytes(32).toString("base64url"),
    ...env,
  };
  const launch: Launch = { dataDir: join(folder, "commands"), root, env: shared };
  const ports: number[] = [];
  while (ports.length < count) {
    const port = await freePort("127.0.0.1");
    if (!ports.includes(port)) ports.push(port);
  }
  const servers: HttpServer[] = [];
  const start = async (node: number): Promise<void> => {
    const own = { ...shared, ...envOf(node, folder) };
    servers[node] = await startHttp({ dataDir: join(folder, `node-${node}`), root, env: own }, ports[node]);
  };
  const at = (node: number): HttpServer => {
    const server = servers[node];
    if (server === undefined) throw new Error(`There is no node ${node}`);
    return server;
  };
  const close = async () => {
    await Promise.all(servers.map((server) => server.kill("SIGKILL")));
    await rm(folder, { recursive: true, force: true });
  };
  // Also when a test has run out of time, and nobody will close them.
  atEndOfFile(close);
  try {
    for (let node = 0; node < count; node += 1) await start(node);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    count,
    ports,
    launch,
    url: (node) => at(node).url,
    pid: (node) => at(node).pid,
    stderr: (node) => at(node).stderr(),
    mint: (owner) => mintToken(launch, owner),
    async stop(node) {
      const began = performance.now();
      const exit = await at(node).kill("SIGTERM");
      return { exit, ms: performance.now() - began };
    },
    async kill(node) {
      await at(node).kill("SIGKILL");
    },
    start,
    close,
  };
}
