import { describe, expect, it } from "vitest";
import { RECORD_KINDS } from "../../src/domain/oauth/record-store.ts";
import { type Open, START } from "./backends.ts";
import { alice, bob, useStore } from "./fixtures.ts";
import { aRecord } from "./oauth-fixtures.ts";

/** What an OAuth server remembers for a while. */
export function describeOAuthRecords(name: string, open: Open): void {
  describe(`OAuth records on ${name}`, () => {
    const at = useStore(open);

    it("come back as they were saved, each kind by itself", async () => {
      const { oauthRecords } = at.store;
      const whole = aRecord("k", {
        kind: "session",
        payload: '{"ä":"😀"}',
        owner: alice,
        grantId: "g",
        uid: "u",
        consumedAt: START,
        answer: new Uint8Array([0, 255]),
      });
      await oauthRecords.save(whole);
      for (const kind of RECORD_KINDS.slice(1)) await oauthRecords.save(aRecord("k", { kind }));
      expect(await oauthRecords.find("session", "k")).toEqual(whole);
      expect(await oauthRecords.find("code", "k")).toEqual(aRecord("k"));
      expect(await oauthRecords.find("code", "unknown")).toBeUndefined();
    });

    it("are replaced, but for whether they were used and by whom answered", async () => {
      const { oauthRecords } = at.store;
      await oauthRecords.save(aRecord("k", { owner: alice, grantId: "g", uid: "u" }));
      await oauthRecords.consume("code", "k", START + 3);
      await oauthRecords.keepAnswer("code", "k", new Uint8Array([7]));
      await oauthRecords.save(aRecord("k", { payload: "[1]", expiresAt: START + 5 }));
      const used = { consumedAt: START + 3, answer: new Uint8Array([7]) };
      expect(await oauthRecords.find("code", "k")).toEqual(
        aRecord("k", { payload: "[1]", expiresAt: START + 5, ...used }),
      );
    });

    it("are found by their public name, of one kind", async () => {
      const { oauthRecords } = at.store;
      await oauthRecords.save(aRecord("a", { kind: "session", uid: "u" }));
      await oauthRecords.save(aRecord("b", { kind: "session", uid: "u", expiresAt: START + 2000 }));
      await oauthRecords.save(aRecord("c", { kind: "interaction", uid: "u", expiresAt: START + 3000 }));
      expect((await oauthRecords.findByUid("session", "u"))?.key).toBe("b");
      expect(await oauthRecords.findByUid("session", "unknown")).toBeUndefined();
      expect(await oauthRecords.findByUid("code", "u")).toBeUndefined();
    });

    it("are consumed by exactly one of many at once", async () => {
      const { oauthRecords } = at.store;
      await oauthRecords.save(aRecord("k"));
      await oauthRecords.save(aRecord("k", { kind: "refresh" }));
      const times = Array.from({ length: 12 }, (_, index) => START + index);
      const won = await Promise.all(times.map((now) => oauthRecords.consume("code", "k", now)));
      expect(won.filter(Boolean)).toHaveLength(1);
      expect((await oauthRecords.find("code", "k"))?.consumedAt).toBe(times[won.indexOf(true)]);
      expect((await oauthRecords.find("refresh", "k"))?.consumedAt).toBeUndefined();
      expect(await oauthRecords.consume("code", "unknown", START)).toBe(false);
    });

    it("have an answer only when they were used", async () => {
      const { oauthRecords } = at.store;
      await oauthRecords.save(aRecord("k", { kind: "refresh" }));
      await oauthRecords.keepAnswer("refresh", "k", new Uint8Array([1]));
      expect((await oauthRecords.find("refresh", "k"))?.answer).toBeUndefined();
      await oauthRecords.consume("refresh", "k", START);
      await oauthRecords.keepAnswer("refresh", "k", new Uint8Array([2]));
      expect((await oauthRecords.find("refresh", "k"))?.answer).toEqual(new Uint8Array([2]));
    });

    it("are removed one by one", async () => {
      const { oauthRecords } = at.store;
      for (const key of ["a", "b"]) await oauthRecords.save(aRecord(key));
      await oauthRecords.remove("code", "a");
      await oauthRecords.remove("refresh", "b");
      await oauthRecords.remove("code", "unknown");
      expect(await oauthRecords.find("code", "a")).toBeUndefined();
      expect(await oauthRecords.find("code", "b")).toBeDefined();
    });

    it("of a grant are removed together: its codes and refresh tokens", async () => {
      const { oauthRecords } = at.store;
      for (const kind of RECORD_KINDS) await oauthRecords.save(aRecord("k", { kind, grantId: "g" }));
      await oauthRecords.save(aRecord("other", { grantId: "h" }));
      await oauthRecords.removeGrant("g");
      const left = await Promise.all(RECORD_KINDS.map((kind) => oauthRecords.find(kind, "k")));
      expect(left.flatMap((record) => record?.kind ?? [])).toEqual(["session", "interaction", "assertion"]);
      expect(await oauthRecords.find("code", "other")).toBeDefined();
    });

    it("end all browser sessions of one owner", async () => {
      const { oauthRecords } = at.store;
      for (const key of ["a", "b"]) await oauthRecords.save(aRecord(key, { kind: "session", owner: alice }));
      await oauthRecords.save(aRecord("his", { kind: "session", owner: bob }));
      await oauthRecords.save(aRecord("nobody's", { kind: "session" }));
      await oauthRecords.save(aRecord("a", { owner: alice }));
      expect(await oauthRecords.removeSessions(alice)).toBe(2);
      expect(await oauthRecords.removeSessions(alice)).toBe(0);
      for (const key of ["his", "nobody's"]) expect(await oauthRecords.find("session", key)).toBeDefined();
      expect(await oauthRecords.find("code", "a")).toBeDefined();
    });

    it("are swept when they have expired, whosever they are", async () => {
      const { oauthRecords } = at.store;
      await oauthRecords.save(aRecord("a", { owner: alice, expiresAt: START }));
      await oauthRecords.save(aRecord("b", { expiresAt: START }));
      await oauthRecords.save(aRecord("c", { owner: bob, expiresAt: START + 1 }));
      expect(await oauthRecords.sweep(START - 1)).toBe(0);
      expect(await oauthRecords.sweep(START)).toBe(2);
      expect(await oauthRecords.find("code", "c")).toBeDefined();
    });
  });
}
