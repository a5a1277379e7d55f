/** How long a part of an index may name entries that are gone, ms. */
export const CHECK_EVERY_MS = 86_400_000;

/** Fewer waiting entries, and less of their data (bytes), are no trouble to a search; many small parts would be. */
export const WORTH_WHILE = { entries: 384, bytes: 400_000 } as const;

/** Entries that are indexed at once when many wait, and bytes of their data; the one that exceeds these goes along. */
export const MOST_FLUSHED = { entries: 1_024, bytes: 2_000_000 } as const;

/** How long a process may be silent before another takes its work over, ms. */
export const CLAIM_MS = 60_000;

/** Claims are numbers below this. */
export const LARGEST_CLAIM = 2 ** 47;
