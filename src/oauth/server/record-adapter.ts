import type { Adapter, AdapterPayload } from "oidc-provider";
import type { Clock } from "../../domain/clock.ts";
import type { GrantStore } from "../../domain/oauth/grant-store.ts";
import type { OAuthRecord, RecordKind, RecordStore } from "../../domain/oauth/record-store.ts";
import { parseOwner } from "../../domain/owner.ts";
import type { CallNotes } from "./call-notes.ts";
import type { OAuthLibrary } from "./library.ts";
import { GRACE_MS } from "./lifetimes.ts";
import { toKey } from "./secret-key.ts";

export interface RecordAdapterOptions {
  readonly kind: RecordKind;
  readonly records: RecordStore;
  readonly grants: Pick<GrantStore, "revoke">;
  readonly clock: Clock;
  readonly errors: OAuthLibrary["errors"];
  readonly notes: Pick<CallNotes, "noteLate">;
  /** Where a person comes back to after an interaction, by its id. */
  readonly returnTo: (id: string) => string;
}

/** Keeps what the library remembers under a digest of its id: who reads the database can use none of it. */
export function createRecordAdapter(options: RecordAdapterOptions): Adapter {
  const { kind, records, grants, clock, errors, notes, returnTo } = options;

  function toPayload(id: string, record: OAuthRecord): AdapterPayload {
    const payload = JSON.parse(record.payload) as AdapterPayload;
    payload.jti = id;
    if (kind === "interaction") payload.returnTo = returnTo(id);
    const { consumedAt } = record;
    // Whether a refresh token that was used a moment ago is stolen or sent again, the token endpoint decides.
    const isRecent = kind === "refresh" && consumedAt !== undefined && clock.now() - consumedAt < GRACE_MS;
    if (consumedAt !== undefined && !isRecent) payload.consumed = Math.floor(consumedAt / 1000);
    return payload;
  }

  async function findLive(find: Promise<OAuthRecord | undefined>): Promise<OAuthRecord | undefined> {
    const record = await find;
    return record !== undefined && record.expiresAt > clock.now() ? record : undefined;
  }

  return {
    async upsert(id, payload, expiresIn) {
      // There is nothing to remember of a browser in which nobody is signed in, and anybody could have millions of them.
      if (kind === "session" && payload.accountId === undefined) return;
      await records.save(toRecord(kind, id, payload, clock.now() + (expiresIn ?? 0) * 1000));
    },
    async find(id) {
      const record = await findLive(records.find(kind, toKey(id)));
      return record === undefined ? undefined : toPayload(id, record);
    },
    async findByUid(uid) {
      const record = await findLive(records.findByUid(kind, uid));
      // Asked for the account of a session alone; its id is not known here.
      return record === undefined ? undefined : toPayload("", record);
    },
    findByUserCode: async () => undefined,
    async consume(id) {
      const key = toKey(id);
      if (await records.consume(kind, key, clock.now())) return;
      const lost = await records.find(kind, key);
      if (kind === "code" && lost?.grantId !== undefined) await grants.revoke(lost.grantId, clock.now());
      if (kind === "refresh") notes.noteLate();
      throw new errors.InvalidGrant("already used");
    },
    destroy: (id) => records.remove(kind, toKey(id)),
    revokeByGrantId: (grantId) => records.removeGrant(grantId),
  };
}

function toRecord(kind: RecordKind, id: string, payload: AdapterPayload, expiresAt: number): OAuthRecord {
  const { jti: _jti, returnTo: _returnTo, session, ...kept } = payload;
  const { cookie: _cookie, ...visitor } = (session ?? {}) as { readonly cookie?: string; accountId?: string };
  const owner = payload.accountId ?? visitor.accountId;
  const { uid, grantId } = payload;
  return {
    kind,
    key: toKey(id),
    payload: JSON.stringify(session === undefined ? kept : { ...kept, session: visitor }),
    expiresAt,
    ...(owner === undefined ? {} : { owner: parseOwner(owner) }),
    ...(kind === "interaction" || grantId === undefined ? {} : { grantId }),
    ...(kind === "session" && uid !== undefined ? { uid } : {}),
  };
}
