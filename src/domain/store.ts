import type { AccountStore } from "./accounts/account-store.ts";
import type { DeletionStore } from "./accounts/deletion-store.ts";
import type { DenialStore } from "./accounts/denial-store.ts";
import type { IdentityStore } from "./accounts/identity-store.ts";
import type { KeyStore } from "./accounts/signing-key.ts";
import type { TokenStore } from "./accounts/token-store.ts";
import type { UserStore } from "./accounts/user-store.ts";
import type { ActivityStore } from "./activity/activity-store.ts";
import type { BaselineStore } from "./baselines/baseline-store.ts";
import type { AttentionStore } from "./briefing/attention-store.ts";
import type { ChangeSignal } from "./changes/change-signal.ts";
import type { EmbeddingStore } from "./embeddings/embedding-store.ts";
import type { EntryStore } from "./entries/entry-store.ts";
import type { HistoryStore } from "./entries/history-store.ts";
import type { TrashStore } from "./entries/trash-store.ts";
import type { ClientStore } from "./oauth/client-store.ts";
import type { GrantStore } from "./oauth/grant-store.ts";
import type { LinkStore } from "./oauth/link-store.ts";
import type { PasskeyStore } from "./oauth/passkey-store.ts";
import type { RecordStore } from "./oauth/record-store.ts";
import type { OverviewStore } from "./overview/overview-store.ts";
import type { RateLimitStore } from "./rate-limits/rate-limit-store.ts";
import type { SchemaStore } from "./schemas/schema-store.ts";
import type { SearchEngine } from "./search/engine.ts";
import type { Analyser } from "./search/terms.ts";
import type { SessionStore } from "./sessions/session-store.ts";
import type { UndoStore } from "./undo/undo-store.ts";

/** The whole database surface: one object per port. */
export interface Store {
  readonly entries: EntryStore;
  readonly trash: TrashStore;
  readonly history: HistoryStore;
  readonly undo: UndoStore;
  readonly overview: OverviewStore;
  readonly activity: ActivityStore;
  readonly attention: AttentionStore;
  readonly schemas: SchemaStore;
  readonly baselines: BaselineStore;
  readonly accounts: AccountStore;
  readonly users: UserStore;
  readonly deletions: DeletionStore;
  readonly identities: IdentityStore;
  readonly sessions: SessionStore;
  readonly tokens: TokenStore;
  readonly rateLimits: RateLimitStore;
  readonly denials: DenialStore;
  readonly keys: KeyStore;
  readonly clients: ClientStore;
  readonly grants: GrantStore;
  readonly oauthRecords: RecordStore;
  readonly passkeys: PasskeyStore;
  readonly links: LinkStore;
  readonly search: SearchEngine;
  readonly embeddings: EmbeddingStore;
  /** Word of changes from other processes; absent where the database carries none. */
  readonly signal?: ChangeSignal;
  /** What turns texts into the terms of the index; loaded at the first call. */
  analyser(): Promise<Analyser>;
  /** Whether search indexes are worth bringing up to date; `version` is that of the analyser. */
  isSearchBehind(version: number): Promise<boolean>;
  /** Key of 32 random bytes kept in the database, the same on every process; seals page cursors. */
  readonly cursorKey: Uint8Array;
  /** Resolves when the database answers and its schema is current. @throws AwarenessError `unavailable`. */
  check(): Promise<void>;
  /** Waits for queued writes, then releases the database. */
  close(): Promise<void>;
}
