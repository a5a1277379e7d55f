import { describeActivityStore } from "./activity-store.contract.ts";
import { describeAttentionStore } from "./attention-store.contract.ts";
import type { Backend } from "./backends.ts";
import { describeBaselinesAndAccounts } from "./baseline-store.contract.ts";
import { describeEntryLists } from "./entry-list.contract.ts";
import { describeSpecialFilters } from "./entry-special-filters.contract.ts";
import { describeEntryStore } from "./entry-store.contract.ts";
import { describeEntryUpsert } from "./entry-upsert.contract.ts";
import { describeEntryValues } from "./entry-values.contract.ts";
import { describeHistoryStore } from "./history-store.contract.ts";
import { describeIdentities } from "./identity-store.contract.ts";
import { describeIsolation } from "./isolation.contract.ts";
import { describeOverviewAndActivity } from "./overview-store.contract.ts";
import { describePurge } from "./purge.contract.ts";
import { describeSchemaStore } from "./schema-store.contract.ts";
import { describeSearch } from "./search.contract.ts";
import { describeSearchFilters } from "./search-filter.contract.ts";
import { describeSearchIndex } from "./search-index.contract.ts";
import { describeSearchOperators } from "./search-operators.contract.ts";
import { describeSearchPages } from "./search-pages.contract.ts";
import { describeSessionsAndTokens } from "./session-store.contract.ts";
import { describeTrashKeysAndPurge } from "./trash-keys.contract.ts";
import { describeTrashStore } from "./trash-store.contract.ts";

/** Everything that a store must be able to do. */
export function describeStore({ name, open }: Backend): void {
  describeEntryStore(name, open);
  describeEntryLists(name, open);
  describeEntryUpsert(name, open);
  describeEntryValues(name, open);
  describeTrashStore(name, open);
  describeTrashKeysAndPurge(name, open);
  describeHistoryStore(name, open);
  describeOverviewAndActivity(name, open);
  describeSessionsAndTokens(name, open);
  describeActivityStore(name, open);
  describeAttentionStore(name, open);
  describeBaselinesAndAccounts(name, open);
  describeIdentities(name, open);
  describeSpecialFilters(name, open);
  describeSchemaStore(name, open);
  describePurge(name, open);
  describeSearch(name, open);
  describeSearchOperators(name, open);
  describeSearchFilters(name, open);
  describeSearchIndex(name, open);
  describeSearchPages(name, open);
  describeIsolation(name, open);
}
