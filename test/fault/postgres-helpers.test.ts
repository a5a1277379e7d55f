import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { Client } from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it, vi } from "vitest";
import { findBinaries } from "../helpers/postgres/binaries.ts";
import { withClient } from "../helpers/postgres/client.ts";
import { type Cluster, startCluster } from "../helpers/postgres/cluster.ts";
import { createDatabase } from "../helpers/postgres/database.ts";
import { processState } from "../helpers/postgres/processes.ts";
import { startWireProxy, type WireProxy } from "../helpers/postgres/wire-proxy.ts";
import { buildChild, startChild } from "./build-child.ts";

const LIMIT = { timeout: 20_000, interval: 5 };

/** The first column of the first row. */
function ask(url: string, sql: string): Promise<unknown> {
  return withClient(url, async (client) => {
    const { rows } = await client.query({ text: sql, rowMode: "array" });
    return rows[0]?.[0];
  });
}

describe("the Postgres that all tests share", () => {
  it("answers its superuser", async () => {
    expect(await ask(inject("postgresUrl"), "select current_setting('is_superuser')")).toBe("on");
  });

  it("gives databases in UTF-8 of their own, copies them, and drops them while clients are connected", async () => {
    const admin = inject("postgresUrl");
    const first = await createDatabase(admin);
    await ask(first.url, "create table kept (word text)");
    const copy = await createDatabase(admin, { template: first.name });
    expect(await ask(copy.url, "select count(*)::int from kept")).toBe(0);
    expect(await ask(copy.url, "show server_encoding")).toBe("UTF8");
    const client = new Client({ connectionString: copy.url });
    const lost = new Promise((resolve) => client.on("error", resolve));
    await client.connect();
    await Promise.all([first.drop(), copy.drop(), lost]);
    expect(
      await ask(
        admin,
        `select count(*)::int from pg_database where datname in ('${first.name}', '${copy.name}')`,
      ),
    ).toBe(0);
  });

  it("names a database for another role, whatever is in its password", async () => {
    const admin = inject("postgresUrl");
    const database = await createDatabase(admin);
    const client = new Client({ connectionString: database.urlAs("some role", "p@ss/w%rd:?#") });
    expect(client).toMatchObject({ user: "some role", password: "p@ss/w%rd:?#", database: database.name });
    await database.drop();
  });
});

describe("a cluster of its own", () => {
  let cluster: Cluster;

  beforeAll(async () => {
    cluster = await startCluster({ durable: true, settings: { work_mem: "5MB" } });
  });

  afterAll(() => cluster.stop());

  it("answers over TCP and over its unix socket", async () => {
    expect(await ask(cluster.adminUrl, "select 1")).toBe(1);
    const client = new Client({ host: cluster.folder, port: cluster.port, user: "postgres" });
    await client.connect();
    expect((await client.query("select inet_client_addr() as address")).rows).toEqual([{ address: null }]);
    await client.end();
  });

  it("has the settings asked for", async () => {
    const sql =
      "select current_setting('fsync') || current_setting('work_mem') || current_setting('TimeZone')";
    expect(await ask(cluster.adminUrl, sql)).toBe("on5MBUTC");
  });

  it("stands still on SIGSTOP, takes no note of clients, and answers them after SIGCONT", async () => {
    const client = new Client({ connectionString: cluster.adminUrl });
    await client.connect();
    const backend = Number((await client.query("select pg_backend_pid() as pid")).rows[0].pid);
    await cluster.signal("SIGSTOP");
    expect([cluster.pid(), backend].map(processState)).toEqual(["T", "T"]);
    const answered = client.query("select extract(epoch from clock_timestamp()) * 1000 as at");
    const connected = ask(cluster.adminUrl, "select 2");
    // Time for an answer to come, measured by a server that runs.
    await ask(inject("postgresUrl"), "select pg_sleep(0.05)");
    const continuedAt = Date.now();
    await cluster.signal("SIGCONT");
    expect(Number((await answered).rows[0].at)).toBeGreaterThanOrEqual(continuedAt);
    expect(await connected).toBe(2);
    await client.end();
  });

  it("dies at once with its clients' connections on SIGKILL, and comes back with what was committed", async () => {
    await ask(cluster.adminUrl, "create table survivors as select 7 as number");
    const client = new Client({ connectionString: cluster.adminUrl });
    client.on("error", () => {});
    await client.connect();
    const pending = client.query("select pg_sleep(60)");
    const before = cluster.pid();
    await Promise.all([expect(pending).rejects.toThrow(), cluster.signal("SIGKILL")]);
    await expect(ask(cluster.adminUrl, "select 1")).rejects.toThrow(/ECONNREFUSED/);
    await cluster.restart();
    expect(cluster.pid()).not.toBe(before);
    expect(await ask(cluster.adminUrl, "select number from survivors")).toBe(7);
  });

  it.each(["fast", "immediate"] as const)("restarts in mode %s on the same port", async (mode) => {
    await ask(cluster.adminUrl, "checkpoint");
    await cluster.restart(mode);
    expect(await ask(cluster.adminUrl, "select number from survivors")).toBe(7);
  });

  it("says what Postgres says when it does not start", async () => {
    await expect(startCluster({ settings: { max_connections: "none" } })).rejects.toThrow(/max_connections/);
  });

  it("stops while it stands still, and leaves nothing behind", async () => {
    const other = await startCluster();
    await other.signal("SIGSTOP");
    await other.stop();
    expect(processState(other.pid())).toBeUndefined();
    expect(existsSync(other.folder)).toBe(false);
  });
});

describe("a test process that is killed", () => {
  it("takes its Postgres with it, even one that stands still", async () => {
    const { child, ended } = startChild(await buildChild("postgres-cluster"), [findBinaries()]);
    const early = ended.then(({ stderr }) => Promise.reject(new Error(stderr)));
    const stdout = child.stdout as NonNullable<typeof child.stdout>;
    const [line] = (await Promise.race([once(stdout, "data"), early])) as [Buffer];
    early.catch(() => {});
    const { folder, pid } = JSON.parse(line.toString()) as { folder: string; pid: number };
    expect(readFileSync(join(folder, "data", "postmaster.pid"), "utf8")).toMatch(new RegExp(`^${pid}\n`));
    process.kill(pid, "SIGSTOP");
    child.kill("SIGKILL");
    await vi.waitFor(() => expect(processState(pid)).toBeUndefined(), LIMIT);
    await vi.waitFor(() => expect(existsSync(folder)).toBe(false), LIMIT);
  });
});

describe("a proxy before Postgres", () => {
  let proxy: WireProxy;
  let client: Client;
  let ended: Promise<void>;

  beforeEach(async () => {
    const { hostname, port } = new URL(inject("postgresUrl"));
    proxy = await startWireProxy({ host: hostname, port: Number(port) || 5432 });
    client = new Client({ connectionString: proxy.through(inject("postgresUrl")) });
    client.on("error", () => {});
    ended = new Promise<void>((resolve) => client.once("end", resolve));
    await client.connect();
  });

  afterEach(async () => {
    await proxy.close();
    await ended;
  });

  it("hands on whole answers", async () => {
    const { rows } = await client.query("select repeat('x', 3000000) as text");
    expect(rows[0].text).toHaveLength(3_000_000);
  });

  it("holds bytes back each way", async () => {
    proxy.delayMs = 60;
    const from = performance.now();
    await client.query("select 1");
    expect(performance.now() - from).toBeGreaterThanOrEqual(120);
  });

  it("cuts connections under a running query, and takes new ones", async () => {
    const pending = client.query("select pg_sleep(60)");
    proxy.cut();
    await expect(pending).rejects.toThrow(/terminated|ECONNRESET/);
    await ended;
    expect(await ask(proxy.through(inject("postgresUrl")), "select 1")).toBe(1);
  });

  it("is a black hole for a query, which Postgres never sees", async () => {
    proxy.blackhole(true);
    const pending = client.query("select 'into the hole'");
    const failed = expect(pending).rejects.toThrow(/terminated|ECONNRESET/);
    await vi.waitFor(() => expect(proxy.swallowedBytes).toBeGreaterThan(0), LIMIT);
    const seen = "select count(*)::int from pg_stat_activity where query like '%into the ' || 'hole%'";
    expect(await ask(inject("postgresUrl"), seen)).toBe(0);
    proxy.cut();
    await failed;
  });

  it("refuses new connections and keeps those it has", async () => {
    proxy.refuse(true);
    await expect(ask(proxy.through(inject("postgresUrl")), "select 1")).rejects.toThrow();
    expect((await client.query("select 1 as one")).rows).toEqual([{ one: 1 }]);
    expect(proxy.connections).toBe(1);
    proxy.refuse(false);
    expect(await ask(proxy.through(inject("postgresUrl")), "select 1")).toBe(1);
  });

  it("is gone when closed", async () => {
    await proxy.close();
    await expect(ask(proxy.through(inject("postgresUrl")), "select 1")).rejects.toThrow(/ECONNREFUSED/);
    proxy = await startWireProxy({ host: "127.0.0.1", port: 9 });
  });
});

describe("a proxy before a server that echoes", () => {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on("error", () => {}).pipe(socket);
  });
  let proxy: WireProxy;
  let socket: Socket;

  beforeAll(async () => {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
  });

  beforeEach(async () => {
    proxy = await startWireProxy({ host: "127.0.0.1", port: (server.address() as AddressInfo).port });
    socket = connect({ host: proxy.host, port: proxy.port }).setEncoding("utf8");
    await once(socket, "connect");
  });

  afterEach(() => proxy.close());

  afterAll(async () => {
    const closed = once(server, "close");
    server.close();
    await closed;
  });

  it("loses what went into the black hole and hands on what comes after", async () => {
    proxy.blackhole(true);
    socket.write("lost");
    await vi.waitFor(() => expect(proxy.swallowedBytes).toBe(4), LIMIT);
    proxy.blackhole(false);
    socket.write("kept");
    expect(await once(socket, "data")).toEqual(["kept"]);
  });

  it("keeps the order when the delay shrinks, and ends after the last byte", async () => {
    let text = "";
    socket.on("data", (more) => {
      text += more;
    });
    proxy.delayMs = 50;
    socket.write("first ");
    await vi.waitFor(() => expect(proxy.receivedBytes).toBe(6), LIMIT);
    proxy.delayMs = 0;
    socket.end("second");
    await once(socket, "close");
    expect(text).toBe("first second");
  });
});
