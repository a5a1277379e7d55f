/** The statements of a migration, in order. */
export function split(sql: string): readonly string[];
