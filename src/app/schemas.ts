import type { Config } from "../config/config.ts";
import type { Entry, Json } from "../domain/entries/entry.ts";
import { invalidParameter } from "../domain/errors.ts";
import { newId } from "../domain/ids.ts";
import { findForbiddenText } from "../domain/json-guard.ts";
import { LIMITS } from "../domain/limits.ts";
import { type OwnerId, parseOwner, SYSTEM_OWNER } from "../domain/owner.ts";
import { type RegisterSchemaResult, registerSchema } from "../domain/schemas/register-schema.ts";
import { createSchemaValidator } from "../domain/schemas/schema-validator.ts";
import { createSecretDetector } from "../domain/secrets/detect.ts";
import { refuseSecrets } from "../domain/secrets/refuse.ts";
import type { Store } from "../domain/store.ts";
import type { AppDeps } from "./deps.ts";
import { withStore } from "./open-store.ts";

export interface SystemSchemaRequest {
  readonly family: string;
  readonly version: string;
  readonly source: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly schema: Json;
}

export interface RegisterOptions {
  /** Store it although it looks like it holds a credential. */
  readonly allowSecret: boolean;
}

const AUTHOR = { by: "cli", tool: "schema register" } as const;
const LEARNED_FROM = "cli-bootstrap";
const BATCH = 500;

/**
 * Registers a schema that every owner may use and none can change.
 * @throws AwarenessError `invalid_parameter` for a wrong request, `secret_found` for one with a credential, before the database is touched; `invalid_schema`,
 * `schema_already_exists`.
 */
export async function registerSystemSchema(
  config: Config,
  deps: AppDeps,
  request: SystemSchemaRequest,
  { allowSecret }: RegisterOptions,
): Promise<RegisterSchemaResult> {
  requireFitting(request);
  if (!allowSecret) await refuseSecrets(createSecretDetector(), request);
  const validator = createSchemaValidator(deps);
  await validator.checkSchema(SYSTEM_OWNER, request.schema);
  return withStore(config, deps, (store) =>
    registerSchema(
      { store, validator, newId },
      { owner: SYSTEM_OWNER, author: AUTHOR },
      { ...request, learned_from: LEARNED_FROM },
    ),
  );
}

function requireFitting(request: SystemSchemaRequest): void {
  requireLength("family", request.family, LIMITS.schemaFamilyChars);
  requireLength("version", request.version, LIMITS.schemaVersionChars);
  requireLength("source", request.source, LIMITS.sourceChars);
  requireLength("description", request.description, LIMITS.descriptionChars);
  if (request.tags.length > LIMITS.tags) throw invalidParameter("tags", `at most ${LIMITS.tags} tags.`);
  for (const tag of request.tags) requireLength("tags", tag, LIMITS.tagChars);
  const forbidden = findForbiddenText(request.schema);
  if (forbidden === undefined) return;
  const what = forbidden.reason === "nul" ? "a NUL character" : "half of a surrogate pair";
  throw invalidParameter("schema-file", `${forbidden.path} holds ${what}; remove it.`);
}

function requireLength(param: string, text: string, most: number): void {
  if (text.length >= 1 && text.length <= most) return;
  throw invalidParameter(param, `1 to ${most} characters are accepted.`);
}

/** Live schemas, latest first: the shared ones, or an owner's own. */
export function listSchemas(
  config: Config,
  deps: AppDeps,
  user: string | undefined,
): Promise<readonly Entry[]> {
  const owner = user === undefined ? SYSTEM_OWNER : parseOwner(user, "user");
  return withStore(config, deps, (store) => readSchemas(store, owner));
}

async function readSchemas(store: Store, owner: OwnerId): Promise<readonly Entry[]> {
  const found: Entry[] = [];
  for (let beforeRev: number | undefined; ; beforeRev = found.at(-1)?.rev) {
    const page = { limit: BATCH, ...(beforeRev === undefined ? {} : { beforeRev }) };
    const batch = await store.entries.list(owner, { types: ["schema"] }, page);
    found.push(...batch);
    if (batch.length < BATCH) return found;
  }
}
