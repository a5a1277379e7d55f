/** Tables whose rows belong to an owner. */
export const OWNED = [
  "entries",
  "entry_tags",
  "entry_links",
  "entry_versions",
  "reads",
  "actions",
  "action_tags",
  "baselines",
  "sessions",
  "tokens",
  "oauth_grants",
  "oauth_records",
  "passkeys",
  "user_links",
  "owners",
  "search_owners",
  "search_segments",
  "search_postings",
  "search_documents",
  "search_languages",
  "embedding_state",
  "embedding_queue",
  "embeddings",
] as const;

const REFERENCE = new RegExp(
  `\\b(?:FROM|JOIN|UPDATE|USING)\\s+(?:ONLY\\s+)?(${OWNED.join("|")})\\b(?!\\s*\\()`,
  "gi",
);
/** Ties a row to an owner, by a value or by another row that is tied; also as the first of several columns. */
const TIE = /\bowner_id\s*(?:=|>|IN\b)|\(\s*(?:\w+\.)?owner_id\s*,[^()]*\)\s*(?:=|IN\b)/gi;
/** Columns that are written, or in conflict. */
const COLUMNS = /\b(?:INTO\s+\w+(?:\s+AS\s+\w+)?|CONFLICT)\s*\([^()]*\)/gi;

/** A recursive table or a CTE may have the name of a table. */
function withoutOwnNames(text: string): string {
  return [
    ...text.matchAll(/\b(\w+)\s*(?:\([^()]*\)\s*)?AS\s+(?:MATERIALIZED\s+|NOT MATERIALIZED\s+)?\(/gi),
  ].reduce(
    (rest, [, name]) =>
      (OWNED as readonly string[]).includes(name ?? "")
        ? rest.replaceAll(new RegExp(`\\b(FROM|JOIN)\\s+${name}\\b`, "gi"), "$1 own_name")
        : rest,
    text,
  );
}

/** How many rows of owned tables a statement refers to, and how many of them it ties to an owner. */
export function countTies(text: string): { readonly references: number; readonly ties: number } {
  const plain = withoutOwnNames(text.replaceAll(/--[^\n]*/g, "").replaceAll(COLUMNS, ""));
  return {
    references: [...plain.matchAll(REFERENCE)].length,
    ties: [...plain.matchAll(TIE)].length,
  };
}
