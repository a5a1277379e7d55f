import { AwarenessError } from "../errors.ts";
import type { OwnerId } from "../owner.ts";
import type { Services } from "../services.ts";

const NAMED_RECORDS = 10;

/** The error for a schema that cannot go because live records are pinned to it; it names the oldest ones. */
export async function schemaInUse(
  { store }: Pick<Services, "store">,
  owner: OwnerId,
  id: string,
): Promise<AwarenessError> {
  const schema = await store.entries.findById(owner, id);
  const name = { family: String(schema?.data.family), version: String(schema?.data.version) };
  const [records, total] = await Promise.all([
    store.schemas.listRecords(owner, name, NAMED_RECORDS),
    store.schemas.countRecords(owner, name),
  ]);
  return new AwarenessError(
    "schema_in_use",
    "Records use this schema. Delete them first, or move them to another version of it.",
    {
      details: {
        param: "entry_id",
        referencing_records: records.map((record) => record.id),
        total_count: total,
      },
    },
  );
}
