/**
 * Limits a list to `:limit` rows. SQLite looks at the value of a bare parameter here when it plans, and so plans the
 * statement anew each time it is bound, which takes longer than reading most pages; the plus keeps it from looking.
 */
export const LIMIT = "LIMIT +:limit";
