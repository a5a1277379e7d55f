/** How a column's values look on their way from one database to another; each may be null. */
export type ColumnKind =
  | "text"
  | "integer"
  | "real"
  /** 0 or 1. */
  | "flag"
  | "bytes"
  /** `entries.n`, or a reference to it: among the owner's entries, the how manieth it is, from 1. */
  | "entry-number";

export interface TransferColumn {
  readonly name: string;
  readonly kind: ColumnKind;
}

/** A table that is copied, or whose content the copy must give rise to. */
export interface TransferTable {
  readonly name: string;
  /** Rows are read and written owner by owner; otherwise those of the whole installation together. */
  readonly owned: boolean;
  /** Those that are copied; where rows go owner by owner, the owner is not among them. */
  readonly columns: readonly TransferColumn[];
  /** Names of columns that give the rows of an owner an order, the same on every engine. */
  readonly key: readonly string[];
  /** Made of the rows of another table when those are written: not copied, but compared. */
  readonly derived: boolean;
  /** Name of a number that most changes of a row raise; together with the count it tells whether rows have changed. */
  readonly stamp: string;
  /** Name of the one column whose values may be large. */
  readonly large?: string;
  /** Columns that have this value in every copy. */
  readonly fixed?: Readonly<Record<string, number>>;
}

const KINDS: Readonly<Record<string, ColumnKind>> = {
  t: "text",
  i: "integer",
  r: "real",
  f: "flag",
  b: "bytes",
  n: "entry-number",
};

type Rest = Pick<TransferTable, "stamp"> & Partial<TransferTable>;

/** `spec`: names of columns, each with the first letter of its kind, such as `source:t`. */
function table(name: string, key: string, spec: string, rest: Rest): TransferTable {
  const columns = spec.split(/\s+/).map((word) => {
    const [column = "", letter = ""] = word.split(":");
    const kind = KINDS[letter];
    if (kind === undefined) throw new Error(`${name}.${column} has no kind`);
    return { name: column, kind };
  });
  return { name, owned: true, derived: false, key: key.split(" "), columns, ...rest };
}

const CONTENT =
  "type:t source:t logical_key:t language:t expires_at:i deleted_at:i change:t written_by:t client:t client_id:t token_id:t tool:t content_hash:b tags:t data:t";

/** In an order in which they can be written: what a row refers to comes first. */
export const TRANSFER_TABLES: readonly TransferTable[] = [
  table(
    "entries",
    "rev",
    `n:n id:t rev:i created_at:i updated_at:i changed_at:i version:i last_read_day:i ${CONTENT}`,
    { stamp: "rev", large: "data" },
  ),
  table("entry_versions", "entry_id version", `entry_id:t version:i at:i ${CONTENT}`, {
    stamp: "version",
    large: "data",
  }),
  table("reads", "at id", "id:i entry_id:t at:i platform:t tool:t", { stamp: "id" }),
  table("actions", "at id", "id:i entry_id:t at:i platform:t action:t detail:t tags:t", { stamp: "id" }),
  table(
    "baselines",
    "source metric hour",
    "source:t metric:t hour:i count:i mean:r variance:r updated_at:i",
    {
      stamp: "count",
    },
  ),
  table("tokens", "id", "id:t name:t scope:t sources:t created_at:i expires_at:i revoked_at:i", {
    stamp: "revoked_at",
  }),
  table(
    "sessions",
    "id",
    "id:t client_id:t initialize:t subscriptions:t created_at:i touched_at:i expires_at:i",
    {
      stamp: "touched_at",
    },
  ),
  table(
    "oauth_grants",
    "id",
    `id:t client_id:t client_name:t redirect_host:t scopes:t sources:t payload:t created_at:i used_at:i expires_at:i
     revoked_at:i`,
    { stamp: "revoked_at" },
  ),
  // Every entry is looked at again, and found to have its vectors.
  table("embedding_state", "model", "model:t dimensions:i", {
    stamp: "dimensions",
    fixed: { queued_rev: 0 },
  }),
  table("embeddings", "model n chunk", "model:t n:n chunk:i dimensions:i text_hash:b code:b vector:b", {
    stamp: "chunk",
    large: "vector",
  }),
  table("entry_tags", "deleted tag rev", "deleted:f tag:t rev:i", { stamp: "rev", derived: true }),
  table("entry_links", "deleted target_id rev", "deleted:f target_id:t rev:i", {
    stamp: "rev",
    derived: true,
  }),
  table("action_tags", "tag at action_id", "tag:t at:i action_id:i", { stamp: "action_id", derived: true }),
  table(
    "users",
    "id",
    `id:t email:t canonical_email:t email_verified:f phone:t phone_verified:f password_hash:t display_name:t timezone:t
     preferences:t created_at:i updated_at:i deleted_at:i`,
    { stamp: "updated_at", owned: false },
  ),
  table("identities", "issuer subject", "issuer:t subject:t user_id:t created_at:i", {
    stamp: "created_at",
    owned: false,
  }),
  table("denied_subjects", "subject_hash", "subject_hash:b until:i denied_at:i", {
    stamp: "denied_at",
    owned: false,
  }),
  table(
    "signing_keys",
    "id",
    "id:t algorithm:t public_key:t private_key:b sealed:f created_at:i active_at:i retired_at:i expires_at:i",
    { stamp: "active_at", owned: false },
  ),
  // Of owners, but written after their accounts.
  table(
    "passkeys",
    "id",
    "id:t owner_id:t public_key:b counter:i transports:t name:t created_at:i used_at:i",
    { stamp: "counter", owned: false },
  ),
  table("oauth_clients", "id", "id:t name:t origin:t metadata:t secret_hash:t created_at:i used_at:i", {
    stamp: "used_at",
    owned: false,
  }),
  // Not all of them are somebody's.
  table(
    "oauth_records",
    "kind key",
    "kind:t key:t payload:t owner_id:t grant_id:t uid:t expires_at:i consumed_at:i answer:b",
    { stamp: "consumed_at", owned: false },
  ),
  table("user_links", "key", "key:t kind:t owner_id:t created_at:i expires_at:i used_at:i", {
    stamp: "used_at",
    owned: false,
  }),
];

/** Where a column is in the rows of a table. @throws Error when it is not there: a mistake in the program. */
export function columnOf({ name, columns }: TransferTable, column: string): number {
  const index = columns.findIndex((candidate) => candidate.name === column);
  if (index < 0) throw new Error(`${name} has no column ${column}`);
  return index;
}

/** @throws Error for a name that is none: a mistake in the program. */
export function tableOf(name: string): TransferTable {
  const found = TRANSFER_TABLES.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`${name} is not a table that is copied`);
  return found;
}
