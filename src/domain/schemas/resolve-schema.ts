import type { Entry, EntryData, Json } from "../entries/entry.ts";
import type { OwnerId } from "../owner.ts";
import type { Services } from "../services.ts";
import { schemaNotFound, validationFailed } from "./schema-errors.ts";
import type { SchemaName } from "./schema-store.ts";
import type { Violations } from "./violations.ts";

type SchemaServices = Pick<Services, "store" | "validator">;

/** The schema a record is pinned to. */
export function pinOf(data: EntryData): SchemaName {
  return { family: String(data.schema_ref), version: String(data.schema_version) };
}

/** The owner's own schema of this name, else the shared one. @throws AwarenessError `schema_not_found`. */
async function resolveSchema(services: SchemaServices, owner: OwnerId, name: SchemaName): Promise<Entry> {
  const { schemas } = services.store;
  const found = (await schemas.find(owner, name)) ?? (await schemas.findShared(name));
  if (found === undefined) throw schemaNotFound(owner, name);
  return found;
}

/**
 * Answers what is wrong with a content, `undefined` when nothing is.
 * @throws AwarenessError `schema_not_found`, `validation_error`, `unavailable`.
 */
export async function findViolations(
  services: SchemaServices,
  owner: OwnerId,
  name: SchemaName,
  content: Json,
): Promise<Violations | undefined> {
  const schema = await resolveSchema(services, owner, name);
  return services.validator.validate(owner, schema.data.schema ?? {}, content);
}

/** @throws AwarenessError `validation_failed` when the content breaks the schema; else as `findViolations`. */
export async function requireValid(
  services: SchemaServices,
  owner: OwnerId,
  name: SchemaName,
  content: Json,
): Promise<void> {
  const wrong = await findViolations(services, owner, name, content);
  if (wrong !== undefined) throw validationFailed(name, wrong);
}
