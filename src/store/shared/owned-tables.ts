/**
 * Every table whose rows belong to an owner, in the order in which they are removed: first the claim on the search index, so
 * that nobody adds to it any more, and what refers to a row before that row. `owners` is Postgres's alone and not among them.
 */
export const OWNED_TABLES = [
  "search_owners",
  "search_segments",
  "search_postings",
  "search_documents",
  "search_languages",
  "embedding_queue",
  "embeddings",
  "embedding_state",
  "action_tags",
  "actions",
  "reads",
  "entry_tags",
  "entry_links",
  "entry_versions",
  "entries",
  "baselines",
  "sessions",
  "tokens",
  "oauth_records",
  "oauth_grants",
  "passkeys",
  "user_links",
] as const;

/** Adds numbers of rows; what is 0 is left out. */
export function addCounts(
  one: Readonly<Record<string, number>>,
  other: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  const sum: Record<string, number> = { ...one };
  for (const [name, count] of Object.entries(other)) if (count > 0) sum[name] = (sum[name] ?? 0) + count;
  return sum;
}
