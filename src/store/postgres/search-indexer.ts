import type { Analyser } from "../../domain/search/terms.ts";
import type { SearchUpkeep } from "../../domain/search/upkeep.ts";
import { createIndexer } from "../shared/search-indexer.ts";
import { CLAIM_MS } from "../shared/search-limits.ts";
import { bringUpToDate } from "../shared/search-upkeep.ts";
import { openClaimedIndex } from "./claimed-index.ts";
import { createFindLagging, type LagOptions } from "./search-lag.ts";
import { CLAIM, RELEASE, START_ANEW } from "./search-segments.ts";

export interface SearchIndexerOptions extends LagOptions {
  readonly analyser: Analyser;
}

/**
 * Brings the indexes of all owners up to date, in short transactions. An owner's index that another process, on any
 * node, is working on is left to it.
 */
export function createSearchIndexer({ transactions, clock, analyser }: SearchIndexerOptions): SearchUpkeep {
  const { version } = analyser;
  const findLagging = createFindLagging({ transactions, clock });

  return createIndexer({
    owners: (all) => findLagging(version, all),
    take: (owner, claim) =>
      transactions.write(owner, async (session) => {
        const now = clock.now();
        const taken = session.run(CLAIM, { owner, claim, now, until: now + CLAIM_MS, analyser: version });
        session.send(START_ANEW, { owner, claim, analyser: version });
        return (await taken) > 0;
      }),
    release: async (owner, claim) => void (await transactions.one(owner, RELEASE, { owner, claim })),
    async work(owner, claim, isStopped) {
      const index = openClaimedIndex({ transactions, clock, version }, { owner, claim, isStopped });
      await bringUpToDate({ index, analyser, clock, isStopped });
    },
  });
}
