import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Store } from "../../src/domain/store.ts";
import { openSqliteStore } from "../../src/store/sqlite/open.ts";
import { loadAnalyser } from "../helpers/analyser.ts";
import { createTestClock, MIGRATIONS, openPostgres, START, silent } from "./backends.ts";
import { alice } from "./fixtures.ts";
import { aClient, aGrant, aLink, aRecord } from "./oauth-fixtures.ts";
import { takeDatabase } from "./postgres-backend.ts";

type UseBoth = (work: (one: Store, other: Store) => Promise<void>) => Promise<void>;

const onOneFile: UseBoth = async (work) => {
  const folder = await mkdtemp(join(tmpdir(), "awareness-oauth-"));
  const open = () =>
    openSqliteStore({
      loadAnalyser,
      path: join(folder, "store.db"),
      migrationsDir: MIGRATIONS,
      autoMigrate: true,
      clock: createTestClock(),
      log: silent,
    });
  const [one, other] = [await open(), await open()];
  await work(one, other);
  await Promise.all([one.close(), other.close()]);
  await rm(folder, { recursive: true });
};

const onOneServer: UseBoth = async (work) => {
  const database = await takeDatabase();
  const open = () => openPostgres(database.url, createTestClock());
  const [one, other] = [await open(), await open()];
  await work(one, other);
  await Promise.all([one.close(), other.close()]);
  await database.giveBack();
};

const ROUNDS = Array.from({ length: 10 }, (_, index) => `round ${index}`);
const count = (outcomes: readonly boolean[]) => outcomes.filter(Boolean).length;

describe.each([
  ["one SQLite file", onOneFile],
  ["one Postgres database", onOneServer],
] as const)("of two nodes on %s", (_, useBoth) => {
  it("one alone uses a code", () =>
    useBoth(async (one, other) => {
      for (const key of ROUNDS) {
        await one.oauthRecords.save(aRecord(key));
        const uses = [one, other, one, other].map((node) => node.oauthRecords.consume("code", key, START));
        expect(count(await Promise.all(uses))).toBe(1);
      }
    }));

  it("one alone uses one of the links that set up, and none is left", () =>
    useBoth(async (one, other) => {
      for (const round of ROUNDS) {
        const [a, b] = [`${round} a`, `${round} b`];
        for (const key of [a, b]) await one.links.insert(aLink(key, { kind: "setup" }));
        const uses = [one.links.use(a, START), other.links.use(b, START), one.links.use(b, START)];
        expect(count(await Promise.all(uses))).toBe(1);
        for (const key of [a, b]) expect((await other.links.find(key))?.usedAt).toBe(START);
      }
    }));

  it("both together register no more clients than one may", () =>
    useBoth(async (one, other) => {
      const kept = ROUNDS.flatMap((id) => [
        one.clients.insert(aClient(`${id} one`), 7),
        other.clients.insert(aClient(`${id} other`), 7),
      ]);
      expect(count(await Promise.all(kept))).toBe(7);
    }));

  it("each revokes a grant once, with what the other adds to it", () =>
    useBoth(async (one, other) => {
      for (const id of ROUNDS) {
        await one.grants.save(aGrant(id));
        await other.oauthRecords.save(aRecord(id, { kind: "refresh", grantId: id, owner: alice }));
        const revoked = [
          one.grants.revoke(id, START).then(Number),
          other.grants.revokeClient(aGrant(id).clientId, START),
        ];
        const counts = await Promise.all(revoked);
        expect(counts.reduce((sum, revokes) => sum + revokes, 0)).toBe(1);
        expect(await one.oauthRecords.find("refresh", id)).toBeUndefined();
      }
    }));
});
