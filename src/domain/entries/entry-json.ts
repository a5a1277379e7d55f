import { toIso } from "../clock.ts";
import type { Author, Entry, EntryVersion } from "./entry.ts";

/** How much of an entry a list answers: everything, or a line each. */
export type ListMode = "full" | "list";

/** An entry as clients see it: times in ISO 8601 UTC, absent optional members left out. */
export type EntryJson = Readonly<Record<string, unknown>>;

const optional = (name: string, value: unknown): EntryJson => (value === undefined ? {} : { [name]: value });
const isoOrNull = (ms: number | undefined): string | null => (ms === undefined ? null : toIso(ms));

export function toEntryJson(entry: Entry, mode: ListMode = "full"): EntryJson {
  return mode === "list" ? toListJson(entry) : toFullJson(entry);
}

export function toFullJson(entry: Entry): EntryJson {
  return {
    id: entry.id,
    type: entry.type,
    source: entry.source,
    tags: entry.tags,
    created: toIso(entry.createdAt),
    updated: isoOrNull(entry.updatedAt),
    expires: isoOrNull(entry.expiresAt),
    data: entry.data,
    ...optional("logical_key", entry.logicalKey),
    ...optional("language", entry.language),
    version: entry.version,
    written_by: writtenBy(entry.author),
  };
}

function toListJson(entry: Entry): EntryJson {
  return {
    id: entry.id,
    type: entry.type,
    source: entry.source,
    tags: entry.tags,
    description: describe(entry),
    created: toIso(entry.createdAt),
    updated: isoOrNull(entry.updatedAt),
    ...(entry.type === "intention"
      ? { goal: text(entry.data.goal), state: text(entry.data.state) || "pending" }
      : {}),
    ...optional("logical_key", entry.logicalKey),
    version: entry.version,
  };
}

/** The entry's one-line text: its description, an alert's message, else empty. */
export function describe(entry: Pick<Entry, "type" | "data">): string {
  const description = text(entry.data.description);
  return description === "" && entry.type === "alert" ? text(entry.data.message) : description;
}

export function toVersionJson(version: EntryVersion, mode: ListMode = "full"): EntryJson {
  const head = {
    version: version.version,
    change: version.change,
    at: toIso(version.at),
    written_by: writtenBy(version.author),
  };
  if (mode === "list") return { ...head, description: describe(version) };
  return {
    ...head,
    source: version.source,
    tags: version.tags,
    data: version.data,
    ...optional("logical_key", version.logicalKey),
    ...optional("language", version.language),
    expires: isoOrNull(version.expiresAt),
  };
}

/** `by`, `client_id` and `token_id` are what the server verified, `client` is what the client said of itself. */
function writtenBy({ by, client, clientId, tokenId, tool }: Author): EntryJson {
  return {
    by,
    ...optional("client_id", clientId),
    ...optional("token_id", tokenId),
    ...optional("client", client),
    tool,
  };
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
