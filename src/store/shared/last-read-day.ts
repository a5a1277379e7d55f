const DAY_MS = 86_400_000;

/** What `last_read_day` holds for a read: its UTC day since 1970. */
export const toDay = (ms: number): number => Math.floor(ms / DAY_MS);
