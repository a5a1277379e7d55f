import { randomUUID } from "node:crypto";
import path from "node:path";
import { systemClock } from "../../src/domain/clock.ts";
import type { OwnerId } from "../../src/domain/owner.ts";
import { FULL_ACCESS } from "../../src/domain/principal.ts";
import { createRateLimiter } from "../../src/domain/rate-limits/rate-limiter.ts";
import type { Exchange, Reply } from "../../src/http/exchange.ts";
import { concurrencyLimit } from "../../src/http/middleware/concurrency-limit.ts";
import { rateLimit } from "../../src/http/middleware/rate-limit.ts";
import { DATABASE, makeDatabase, openServices, readIds } from "../harness/database.ts";
import type { Figure } from "../harness/figure.ts";
import { startLoadClient } from "../harness/load.ts";
import { makeFilledDatabase } from "../harness/load-entries.ts";
import { FIRST_ID } from "../harness/load-order.ts";
import { modernHeaders, modernRequest } from "../harness/mcp-messages.ts";
import { median, ratioOf } from "../harness/rounds.ts";
import { mint, startServer } from "../harness/servers.ts";
import type { Workshop } from "../harness/workshop.ts";

export const limits: Figure = {
  name: "limits",
  title: "limits on requests, per owner and per address, against a tools/call",
  method:
    "CPU microseconds of the steps that count requests (rate per owner and per address, requests at a time), called by themselves with a SQLite file behind them, against those of a get_history call of 2026-07-28 (one of the cheapest) in the server's process under load.",
  async measure(workshop) {
    const { quick, say } = workshop;
    say("limits: the steps");
    const steps = await openSteps(workshop);
    const dataDir = workshop.makeDir();
    await makeFilledDatabase(workshop.root, path.join(dataDir, DATABASE), 1_000);
    const server = await startServer(workshop, { dataDir });
    const client = startLoadClient(workshop);
    const [entryId] = readIds(path.join(dataDir, DATABASE), 1);
    const call = { name: "get_history", arguments: { entry_id: entryId, limit: 1 } };
    const order = {
      headers: modernHeaders(await mint(), call.name),
      body: JSON.stringify(modernRequest(FIRST_ID, "tools/call", call)),
      seconds: quick ? 0.1 : 1,
    };
    await client.run(server, order);
    const [own, calls]: [number[], number[]] = [[], []];
    for (let round = 0; round < (quick ? 2 : 9); round += 1) {
      own.push(await steps.run(quick ? 5_000 : 50_000));
      calls.push((await client.run(server, order)).cpuMicros ?? Number.NaN);
    }
    await steps.close();
    return [
      {
        label: "share of a call",
        ...ratioOf(own, calls),
        unit: "ratio",
        bound: { better: "less", floor: 0.02 },
        note: `${median(own).toFixed(2)} against ${median(calls).toFixed(0)} us`,
      },
    ];
  },
};

async function openSteps(workshop: Workshop) {
  const file = path.join(workshop.makeDir(), DATABASE);
  await makeDatabase(workshop.root, file);
  const { services, close } = await openServices(workshop.root, file);
  const limiter = (kind: string) =>
    createRateLimiter({
      kind,
      store: services.store.rateLimits,
      clock: systemClock,
      perMinute: 10_000_000,
      onError(error) {
        throw error;
      },
    });
  const rates = rateLimit({ perOwner: limiter("owner"), perAddress: limiter("address") });
  const room = concurrencyLimit(256);
  const exchange: Exchange = {
    requestId: randomUUID(),
    method: "POST",
    path: "/mcp",
    headers: {},
    query: "",
    rawHeaders: [],
    peerAddress: "192.0.2.1",
    remoteAddress: "192.0.2.1",
    isHttps: false,
    signal: new AbortController().signal,
    onOver: (callback) => callback(),
    readBody: async () => Buffer.alloc(0),
    principal: { owner: "bench" as OwnerId, scopes: FULL_ACCESS, by: "bench" },
    access: {},
  };
  const reply: Reply = { status: 200, headers: {} };
  const answer = async () => reply;
  return {
    /** CPU microseconds for one request, without what an empty step takes. */
    async run(times: number): Promise<number> {
      const cost = async (step: () => Promise<Reply>) => {
        const before = process.cpuUsage();
        for (let count = 0; count < times; count += 1) await step();
        const { user, system } = process.cpuUsage(before);
        return (user + system) / times;
      };
      const empty = await cost(answer);
      return (await cost(() => rates(exchange, () => room(exchange, answer)))) - empty;
    },
    close,
  };
}
