import { tableOf } from "./tables.ts";

/** How a column looks in an export. */
export interface Shape {
  readonly member: string;
  readonly as: "plain" | "flag" | "time" | "day" | "json";
}

/** A table that is part of an export. */
export interface Exported {
  readonly table: string;
  readonly member: string;
  /** One row at most, and not a list of them. */
  readonly single?: boolean;
  /** For a table of everybody's rows: the column that says whose a row is. */
  readonly ofUser?: string;
  /** By column; columns without one are left out. */
  readonly shapes: Readonly<Record<string, Shape>>;
}

/**
 * What an export does not hold, and why: a secret, or what lets somebody in who has one; something that follows from the rest,
 * is nobody's own, or belongs to one database only.
 */
const REASONS = {
  "users.password_hash": "secret",
  "entries.n": "of one database",
  "entries.content_hash": "derived",
  "entry_versions.content_hash": "derived",
  embeddings: "derived",
  embedding_state: "derived",
  entry_tags: "derived",
  entry_links: "derived",
  action_tags: "derived",
  "oauth_grants.payload": "of one database",
  "passkeys.public_key": "of one database",
  oauth_clients: "of all owners",
  oauth_records: "secret",
  user_links: "secret",
} as const;

/** Tables and columns as `table.column`. */
export const LEFT_OUT: readonly string[] = Object.keys(REASONS);

/** Tables that hold nothing of an owner. */
export const OF_NO_OWNER: readonly string[] = ["denied_subjects", "signing_keys"];

const JSON_COLUMNS = ["tags", "data", "preferences", "sources", "initialize", "subscriptions", "transports"];

/** In the order of the document: what a row refers to comes first. */
export const EXPORTED_TABLES: readonly Exported[] = [
  exported("users", { member: "user", single: true, ofUser: "id" }),
  exported("identities", { ofUser: "user_id" }),
  exported("entries"),
  exported("entry_versions"),
  exported("reads"),
  exported("actions"),
  exported("baselines"),
  exported("tokens"),
  exported("sessions"),
  exported("oauth_grants", { member: "grants" }),
  exported("passkeys", { ofUser: "owner_id" }),
];

function exported(name: string, rest: Partial<Exported> = {}): Exported {
  const shapes = tableOf(name).columns.flatMap((column) =>
    LEFT_OUT.includes(`${name}.${column.name}`)
      ? []
      : [[column.name, shapeOf(column.name, column.kind)] as const],
  );
  return { table: name, member: name, shapes: Object.fromEntries(shapes), ...rest };
}

function shapeOf(member: string, kind: string): Shape {
  if (member === "last_read_day") return { member: "last_read_on", as: "day" };
  if (JSON_COLUMNS.includes(member)) return { member, as: "json" };
  if (member === "at" || member.endsWith("_at") || member === "until") return { member, as: "time" };
  return { member, as: kind === "flag" ? "flag" : "plain" };
}
