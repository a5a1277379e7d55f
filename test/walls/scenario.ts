import { ENTRY_TYPES, type EntryData, type EntryType } from "../../src/domain/entries/entry.ts";
import type { Store } from "../../src/domain/store.ts";
import { START } from "../contract/backends.ts";
import { alice, author, bob, EVERYTHING } from "../contract/fixtures.ts";
import { ATTACKS, BASELINE, CANARY, type Call, KEY, NAME } from "../contract/isolation-attacks.ts";
import { belongingsOf, fill, textOf } from "../contract/isolation-fixture.ts";
import { fillPasskey } from "../contract/isolation-oauth.ts";

/** They close the store's search, or answer for all owners. */
const LEFT_OUT = ["search.close"];

/**
 * Alice's life, then bob's with the same ids, keys and names, then whatever strangers may try against both: answers all that
 * bob was told, and what both have in the end. Without a hole the answer is always the same.
 */
export async function tellStory(store: Store): Promise<readonly string[]> {
  const told: string[] = [];
  const note = (value: unknown) => void told.push(textOf(value));
  for (const id of [alice, bob]) await store.users.add({ id, timeZone: "UTC", identities: [] }, START);
  await fill(store, alice);
  await fillPasskey(store, alice);
  await haveMore(store);
  await store.search.update({ all: true });
  await fill(store, bob, "bob's ");
  await fillPasskey(store, bob, "bob's ");
  await store.search.update({ all: true });
  await liveOn(store);
  note(await belongingsOf(store, alice));
  note(await belongingsOf(store, bob, "bob's "));
  for (const [port, methods] of Object.entries(ATTACKS)) {
    for (const [method, attacks] of Object.entries(methods as Record<string, readonly Call[]>)) {
      if (LEFT_OUT.includes(`${port}.${method}`)) continue;
      for (const attack of attacks) note(await outcomeOf(attack(store, bob)));
    }
  }
  note(await belongingsOf(store, alice));
  note(await belongingsOf(store, bob, "bob's "));
  return told;
}

/** Before and after all of bob's in every order: sources, times, names, tags, platforms, models. */
async function haveMore(store: Store): Promise<void> {
  for (const [at, source] of ["a source of alice", "zz source of alice"].entries()) {
    const tags = [`${CANARY}-${at}`];
    const keyed = {
      source,
      tags,
      logicalKey: `alice's ${at}`,
      data: { description: `${CANARY} ${source}`, learned_from: CANARY },
    };
    for (const type of ENTRY_TYPES) {
      const data = {
        ...keyed.data,
        ...DATA[type],
        family: `alice's ${at}`,
        version: "1",
        schema_ref: NAME.family,
      };
      const id = `alice-${type}-${at}`;
      await store.entries.insert(
        alice,
        { ...keyed, id, type, data: { ...data, related_ids: ["live"] } },
        author,
      );
    }
    const gone = { ...keyed, logicalKey: KEY.logicalKey, source: KEY.source, expiresAt: START };
    await store.entries.insert(alice, { ...gone, id: `alice-expired-${at}`, type: "context" }, author);
    const schema = { ...NAME, version: "2", description: CANARY };
    await store.entries.insert(
      alice,
      { ...gone, id: `alice-old-${at}`, type: "schema", data: schema },
      author,
    );
    await store.activity.recordReads(alice, [
      { entryId: `alice-note-${at}`, at: START - at * DAY_MS, tool: "t", platform: `${CANARY} ${at}` },
    ]);
    const action = {
      at: START - at * DAY_MS,
      action: CANARY,
      platform: `${CANARY} ${at}`,
      tags: [`${CANARY}-${at}`],
    };
    await store.activity.recordAction(alice, { entryId: `alice-note-${at}`, ...action });
    await store.baselines.update(alice, source, () => [{ ...BASELINE, metric: `${CANARY} ${at}` }]);
    await store.trash.trash(alice, { by: "id", id: `alice-context-${at}` }, author);
  }
}

const DATA: Partial<Record<EntryType, EntryData>> = {
  intention: { state: "pending", deliver_at: "2020-01-01T00:00:00.000Z" },
  alert: { alert_id: CANARY },
  record: { schema_version: NAME.version },
};
const DAY_MS = 86_400_000;

/** Bob changes, trashes and restores what he has, so that every write runs beside alice's rows. */
async function liveOn(store: Store): Promise<void> {
  const rule = () => ({ kind: "updated", tags: ["bob's"], data: { description: "bob's own" } }) as const;
  await store.entries.change(bob, "live", rule, author);
  await store.entries.upsert(bob, KEY, { id: "unused", ...KEY, tags: [], data: {} }, rule, author);
  await store.trash.trash(bob, { by: "id", id: "live" }, author);
  await store.search.update({ all: true });
  await store.trash.restore(bob, { by: "id", id: "live" }, author);
  await store.trash.list(bob, EVERYTHING);
}

async function outcomeOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    return (await promise) ?? null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
