import { findInJson, JsonGuardError, parseJson } from "../json-guard.ts";
import type { OwnerId } from "../owner.ts";
import { columnOf, type TransferTable, tableOf } from "../transfer/tables.ts";
import type { Position, TransferReader, TransferRow } from "../transfer/transfer.ts";
import type { SecretDetector } from "./detect.ts";

/** A credential in what is stored; never its value. */
export interface StoredSecret {
  readonly owner: OwnerId;
  readonly entryId: string;
  /** Of the entry; absent for an action on it. */
  readonly version?: number;
  /** Column, or member of the entry's data. */
  readonly field: string;
  readonly kind: string;
}

/** The columns with texts of callers, and the one that says which entry they belong to. */
const LOOKED_AT = [
  { table: "entries", id: "id", versioned: true, texts: ["source", "logical_key", "tags"] },
  { table: "entry_versions", id: "entry_id", versioned: true, texts: ["source", "logical_key", "tags"] },
  { table: "actions", id: "entry_id", versioned: false, texts: ["action", "detail", "tags", "platform"] },
] as const;

/**
 * Looks through everything of an owner, live or trashed, each version and what was done about it, a page at a time.
 * Answers how many rows were looked at.
 */
export async function scanStored(
  reader: TransferReader,
  owner: OwnerId,
  detector: SecretDetector,
  onFound: (found: StoredSecret) => void,
): Promise<number> {
  let scanned = 0;
  for (const part of LOOKED_AT) {
    for await (const row of rowsOf(reader, tableOf(part.table), owner)) {
      for (const secret of findInRow(part, row, detector)) onFound({ owner, ...secret });
      scanned += 1;
    }
  }
  return scanned;
}

async function* rowsOf(reader: TransferReader, table: TransferTable, owner: OwnerId) {
  for (let after: Position | undefined; ; ) {
    const { rows, next } = await reader.read(table, owner, after);
    yield* rows;
    if (next === undefined) return;
    after = next;
  }
}

type Place = Pick<StoredSecret, "field" | "kind">;

function findInRow(
  { table: name, id, versioned, texts }: (typeof LOOKED_AT)[number],
  row: TransferRow,
  detector: SecretDetector,
): readonly Omit<StoredSecret, "owner">[] {
  const table = tableOf(name);
  const read = (column: string) => row[columnOf(table, column)] ?? "";
  const places = texts.flatMap((column) => placesIn(column, String(read(column)), detector));
  // What has versions has data.
  const inData = versioned ? findInData(String(read("data")), detector) : [];
  const whose = { entryId: String(read(id)), ...(versioned && { version: Number(read("version")) }) };
  return [...places, ...inData].map((place) => ({ ...whose, ...place }));
}

/** By member of the data; as text when it is no JSON, since damage must not hide anything. */
function findInData(data: string, detector: SecretDetector): readonly Place[] {
  let members: unknown;
  try {
    members = parseJson(Buffer.from(data), { maxDepth: 1_000 });
  } catch (error) {
    if (!(error instanceof JsonGuardError)) throw error;
    return placesIn("data", data, detector);
  }
  if (typeof members !== "object" || members === null) return placesIn("data", data, detector);
  return Object.entries(members).flatMap(([name, value]) => {
    const inName = placesIn("data", name, detector);
    return inName.length > 0 ? inName : placesIn(name, value, detector);
  });
}

function placesIn(field: string, value: unknown, detector: SecretDetector): readonly Place[] {
  const kinds = new Set<string>();
  findInJson(value, (text) => {
    for (const { name } of detector.list(text)) kinds.add(name);
    return undefined;
  });
  return [...kinds].map((kind) => ({ field, kind }));
}
