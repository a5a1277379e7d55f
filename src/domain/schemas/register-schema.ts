import type { Entry, Json, NewEntry } from "../entries/entry.ts";
import { AwarenessError, type ErrorCode } from "../errors.ts";
import { languageOf } from "../language-of.ts";
import type { Caller, Services } from "../services.ts";

export interface RegisterSchemaInput {
  readonly source: string;
  readonly tags: readonly string[];
  readonly description: string;
  readonly family: string;
  readonly version: string;
  /** JSON Schema 2020-12, an object. */
  readonly schema: Json;
  readonly learned_from: string;
  readonly language?: string | undefined;
}

export interface RegisterSchemaResult {
  readonly id: string;
  /** `family:version`, for people; families and versions may hold colons themselves. */
  readonly logical_key: string;
}

const TAKEN: readonly ErrorCode[] = ["conflict", "schema_already_exists"];

type SchemaServices = Pick<Services, "store" | "validator" | "newId">;

/**
 * Stores a schema that never changes afterwards.
 * @throws AwarenessError `invalid_schema`, or `schema_already_exists` when the owner has one of this family and version.
 */
export async function registerSchema(
  services: SchemaServices,
  caller: Caller,
  input: RegisterSchemaInput,
): Promise<RegisterSchemaResult> {
  const { source, tags, description, family, version, schema, learned_from } = input;
  const language = await languageOf(services, input.language, description);
  await services.validator.checkSchema(caller.owner, schema);
  await refuseTaken(services, caller, input);
  const logicalKey = logicalKeyOf(input);
  const { id } = await insert(services, caller, input, {
    id: services.newId(),
    type: "schema",
    source,
    tags,
    data: { family, version, schema, description, learned_from },
    logicalKey,
    ...(language === undefined ? {} : { language }),
  });
  return { id, logical_key: logicalKey };
}

/**
 * Two callers may pass the first look at once: the store lets one of them in. A conflict that is none of names is one
 * of logical keys that read the same (`a:1` + `2`, `a` + `1:2`): the later schema goes without.
 */
async function insert(
  services: SchemaServices,
  { owner, author }: Caller,
  input: RegisterSchemaInput,
  schema: NewEntry,
): Promise<Entry> {
  try {
    return await services.store.entries.insert(owner, schema, author);
  } catch (error) {
    if (!(error instanceof AwarenessError && TAKEN.includes(error.code))) throw error;
    await refuseTaken(services, { owner, author }, input);
    const { logicalKey: _, ...withoutKey } = schema;
    return await services.store.entries.insert(owner, withoutKey, author);
  }
}

async function refuseTaken(
  { store }: SchemaServices,
  caller: Caller,
  input: RegisterSchemaInput,
): Promise<void> {
  const existing = await store.schemas.find(caller.owner, input);
  if (existing === undefined) return;
  throw new AwarenessError(
    "schema_already_exists",
    "A schema of this family and version exists and never changes; register another version.",
    { details: { param: "version", logical_key: logicalKeyOf(input), existing_id: existing.id } },
  );
}

function logicalKeyOf({ family, version }: RegisterSchemaInput): string {
  return `${family}:${version}`;
}
