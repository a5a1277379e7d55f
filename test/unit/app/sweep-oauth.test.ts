import pino from "pino";
import { afterEach, expect, it, vi } from "vitest";
import { createSweepOAuthJob } from "../../../src/app/jobs/sweep-oauth.ts";
import { inMemory, START } from "../../contract/backends.ts";
import { aClient, aGrant, aLink, aRecord } from "../../contract/oauth-fixtures.ts";

const MINUTE = 60_000;
const DAY = 86_400_000;

afterEach(() => vi.useRealTimers());

it("what an OAuth server no longer needs is removed, two minutes after the start and then every ten", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const { store, clock, close } = await inMemory();
  const { clients, grants, links, oauthRecords } = store;
  const lines: string[] = [];
  const log = pino({ level: "debug" }, { write: (line: string) => lines.push(line) });
  const job = createSweepOAuthJob(store, clock, log);
  const left = async () => {
    const found = await Promise.all([
      oauthRecords.find("code", "k"),
      links.find("k"),
      grants.find("k"),
      clients.find("k"),
    ]);
    return found.map((row) => row !== undefined);
  };
  await oauthRecords.save(aRecord("k", { expiresAt: START + 1 }));
  await links.insert(aLink("k", { expiresAt: START + 1 }));
  await grants.save(aGrant("k", { expiresAt: START + 1 }));
  await clients.insert(aClient("k"), 9);

  job.start();
  await vi.advanceTimersByTimeAsync(2 * MINUTE);
  await vi.waitFor(async () => expect(vi.getTimerCount()).toBe(1));
  expect(await left()).toEqual([true, true, true, true]);
  expect(lines).toEqual([]);
  clock.set(START + 1);
  await vi.advanceTimersByTimeAsync(10 * MINUTE);
  await vi.waitFor(async () => expect(await left()).toEqual([false, false, true, true]));
  await vi.waitFor(async () => expect(vi.getTimerCount()).toBe(1));
  clock.set(START + DAY + 2);
  await vi.advanceTimersByTimeAsync(10 * MINUTE);
  await vi.waitFor(async () => expect(await left()).toEqual([false, false, false, false]));
  expect(JSON.parse(lines.at(-1) ?? "{}")).toMatchObject({ level: 20, grants: 1, clients: 1, records: 0 });
  await job.stop();
  await close();
});
