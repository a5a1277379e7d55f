import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { takeAccount } from "../../torture/account.ts";
import { connect, type MemoryClient } from "../../torture/client.ts";
import { createLedger, type Ledger } from "../../torture/ledger.ts";
import { createRandom } from "../../torture/random.ts";
import { readNotes } from "../../torture/read-back.ts";
import { type Load, startLoad } from "../helpers/nodes/load.ts";
import { type Nodes, startNodes } from "../helpers/nodes/nodes.ts";
import { withClient } from "../helpers/postgres/client.ts";
import { type Cluster, startCluster } from "../helpers/postgres/cluster.ts";
import { startWireProxy, type WireProxy } from "../helpers/postgres/wire-proxy.ts";
import { makeTempDir } from "../helpers/temp-dir.ts";

/** Nobody waits for what others wait for, or for good. `npm run torture` measures how soon; here a machine may be slow. */
const ANSWER_MS = 20_000;
const HALF_OF_ANSWERS_MS = 16_000;
/** A request of a session may wait for the registry first, and then for its entry. */
const SESSION_ANSWER_MS = 32_000;
const RECOVERY_MS = 8_000;
const CONNECTIONS = 4;

describe("a server whose Postgres", () => {
  let cluster: Cluster;
  let line: WireProxy;
  let nodes: Nodes;
  let token: string;
  let ledger: Ledger;
  let load: Load;
  let pid: number;

  beforeAll(async () => {
    cluster = await startCluster({ durable: true });
    line = await startWireProxy({ host: cluster.host, port: cluster.port });
    nodes = await startNodes({
      count: 1,
      env: {
        AWARENESS_DATABASE_URL: line.through(cluster.adminUrl),
        AWARENESS_DATABASE_CONNECTIONS: String(CONNECTIONS),
      },
    });
    pid = nodes.pid(0);
    token = await nodes.mint();
  });
  afterAll(async () => {
    await nodes.close();
    await line.close();
    await cluster.stop();
  });
  beforeEach(async () => {
    ledger = createLedger(join(makeTempDir(), "acked.log"), createRandom(1));
    token = await nodes.mint(`owner-${Math.random()}`);
    load = await startLoad({ url: nodes.url(0), tokens: [token], ledger });
    await load.progress(3);
  });
  afterEach(async () => {
    await load.stop().catch(() => {});
  });

  const reader = (): Promise<MemoryClient> => connect("modern", { kind: "http", url: nodes.url(0), token });

  /** Since the database works again, ms. */
  async function recovery(): Promise<number> {
    const began = performance.now();
    await load.progress(1);
    return performance.now() - began;
  }

  /** Nothing is lost or doubled, every session lives, and the process is the one that it was. */
  async function expectSound(answerMs = ANSWER_MS): Promise<void> {
    await load.progress(3);
    const sessions = load.sessionIds();
    await load.stop();
    const client = await reader();
    const account = takeAccount(ledger, await readNotes(client));
    await client.close();
    expect(account).toMatchObject({ lost: 0, phantom: 0, torn: 0, doubled: 0 });
    expect(account.acked).toBeGreaterThan(20);
    expect(sessions).toHaveLength(2);
    expect(load.slowestMs).toBeLessThan(answerMs);
    expect(nodes.pid(0)).toBe(pid);
    process.kill(pid, 0);
  }

  it("restarts again and again in the middle of the work loses and doubles nothing, and is back at once", async () => {
    for (const mode of ["immediate", "fast", "immediate"] as const) {
      await load.progress(3);
      await cluster.restart(mode);
      expect(await recovery()).toBeLessThan(RECOVERY_MS);
    }
    await expectSound();
  });

  it("is killed like after a loss of power loses and doubles nothing", async () => {
    await cluster.signal("SIGKILL");
    await cluster.restart();
    expect(await recovery()).toBeLessThan(RECOVERY_MS);
    await expectSound();
  });

  it("stands still gets errors in time, and goes on when it does", async () => {
    await cluster.signal("SIGSTOP");
    const failures = load.failures.length;
    while (load.failures.length < failures + 6) await sleep(20);
    await cluster.signal("SIGCONT");
    expect(await recovery()).toBeLessThan(RECOVERY_MS);
    await expectSound(SESSION_ANSWER_MS);
  });

  it("cannot be heard any more, without a sign, answers with errors in time, and goes on afterwards", async () => {
    line.blackhole(true);
    const failures = load.failures.length;
    while (load.failures.length < failures + 6) await sleep(20);
    line.blackhole(false);
    // What was sent into the hole, and what waits behind it, has its own time.
    expect(await recovery()).toBeLessThan(ANSWER_MS + RECOVERY_MS);
    await expectSound(SESSION_ANSWER_MS);
  });

  it("is cut off in the middle of transactions loses and doubles nothing", async () => {
    const random = createRandom(7);
    for (let round = 0; round < 25; round += 1) {
      await load.progress(1);
      await sleep(random.int(0, 12));
      line.cut();
    }
    await expectSound();
  });

  it("keeps all connections busy refuses the rest in time, and goes on when there are some again", async () => {
    const client = await reader();
    await withClient(cluster.adminUrl, async (admin) => {
      await admin.query("BEGIN; LOCK TABLE entries IN ACCESS EXCLUSIVE MODE");
      const began = performance.now();
      const waits = Array.from({ length: 60 }, async () => {
        const { isError, json } = await client.call("get_knowledge");
        return { isError, retryable: json.error?.retryable, ms: performance.now() - began };
      });
      const answers = await Promise.all(waits);
      expect(answers.every(({ isError, retryable }) => isError && retryable === true)).toBe(true);
      const sorted = answers.map(({ ms }) => ms).toSorted((one, other) => one - other);
      // One after the other, in rounds of as many as there are connections, they would wait for a minute.
      expect(sorted.at(-1)).toBeLessThan(ANSWER_MS);
      expect(sorted.at(answers.length / 2)).toBeLessThan(HALF_OF_ANSWERS_MS);
      await admin.query("ROLLBACK");
    });
    expect(await recovery()).toBeLessThan(RECOVERY_MS);
    await client.close();
    await expectSound();
  });
});
