import type { BaselineStore } from "../baselines/baseline-store.ts";
import type { SearchEngine } from "../search/engine.ts";
import type { Store } from "../store.ts";
import { boundActivity } from "./bound-activity.ts";
import {
  NO_DELETIONS,
  NO_DENIALS,
  NO_IDENTITIES,
  NO_KEYS,
  NO_RATE_LIMITS,
  NO_UNDO,
  NO_USERS,
} from "./bound-administration.ts";
import { boundAttention } from "./bound-attention.ts";
import { boundEntries } from "./bound-entries.ts";
import { boundHistory } from "./bound-history.ts";
import { NO_CLIENTS, NO_GRANTS, NO_LINKS, NO_OAUTH_RECORDS, NO_PASSKEYS } from "./bound-oauth.ts";
import { boundOverview } from "./bound-overview.ts";
import { NO_EMBEDDINGS, NO_SESSIONS, NO_TOKENS } from "./bound-refusals.ts";
import { boundSchemas } from "./bound-schemas.ts";
import { boundTrash } from "./bound-trash.ts";
import { type Project, refuse, requireInside } from "./project.ts";

/**
 * The store as a caller sees it who is bound to a project. Nothing is taken over unseen: a port or method that is added to
 * the store does not compile here until somebody has decided what it shows to a bound caller.
 */
export function boundStore(store: Store, project: Project): Store {
  const entries = boundEntries(store.entries, project);
  return {
    entries,
    trash: boundTrash(store.trash, project),
    history: boundHistory(store.history, project),
    overview: boundOverview(store.overview, project),
    activity: boundActivity(store.activity, entries, project),
    attention: boundAttention(entries),
    schemas: boundSchemas(store.schemas, project),
    baselines: boundBaselines(store.baselines, project),
    // A person's time zone says nothing of what is stored.
    accounts: { findTimeZone: (owner) => store.accounts.findTimeZone(owner) },
    sessions: NO_SESSIONS,
    tokens: NO_TOKENS,
    undo: NO_UNDO,
    identities: NO_IDENTITIES,
    users: NO_USERS,
    deletions: NO_DELETIONS,
    rateLimits: NO_RATE_LIMITS,
    denials: NO_DENIALS,
    keys: NO_KEYS,
    clients: NO_CLIENTS,
    grants: NO_GRANTS,
    oauthRecords: NO_OAUTH_RECORDS,
    passkeys: NO_PASSKEYS,
    links: NO_LINKS,
    search: boundSearch(store.search, project),
    embeddings: NO_EMBEDDINGS,
    analyser: () => store.analyser(),
    isSearchBehind: refuse("look after search indexes"),
    cursorKey: store.cursorKey,
    check: () => store.check(),
    close: refuse("close the database"),
  };
}

function boundBaselines(baselines: BaselineStore, project: Project): BaselineStore {
  return {
    list: async (owner, source) => (project.includes(source) ? baselines.list(owner, source) : []),
    async update(owner, source, next) {
      requireInside(project, { type: "status", source });
      await baselines.update(owner, source, next);
    },
  };
}

function boundSearch(search: SearchEngine, sources: Project): SearchEngine {
  return {
    search: (owner, request) => search.search(owner, { ...request, sources }),
    rank: (owner, request) => search.rank(owner, { ...request, sources }),
    update: refuse("look after search indexes"),
    close: refuse("close the search"),
  };
}
