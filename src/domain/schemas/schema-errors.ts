import { AwarenessError, type ErrorDetails } from "../errors.ts";
import type { OwnerId } from "../owner.ts";
import { SYSTEM_OWNER } from "../owner.ts";
import type { SchemaName } from "./schema-store.ts";
import { TimeLimitError } from "./time-limit.ts";
import { MOST_VIOLATIONS, type Violations } from "./violations.ts";

const LONGEST_REASON = 200;

/** A schema that cannot be used: what the meta-schema says against it, or what the compiler threw. */
export function invalidSchema(problem: unknown): AwarenessError {
  const { reason, details } = isViolations(problem)
    ? whereInSchema(problem)
    : { reason: compileReason(problem), details: {} };
  return new AwarenessError("invalid_schema", `This is no usable JSON Schema 2020-12: ${reason}.`, {
    details: { param: "schema", ...details },
    cause: problem,
  });
}

function isViolations(problem: unknown): problem is Violations {
  return typeof problem === "object" && problem !== null && "first" in problem;
}

function whereInSchema({ first }: Violations): { readonly reason: string; readonly details: ErrorDetails } {
  const [violation] = first;
  if (violation === undefined) return { reason: "the meta-schema refuses it", details: {} };
  const { path, message } = violation;
  return { reason: `${path} ${message}`, details: { schema_error_path: path } };
}

function compileReason(error: unknown): string {
  if (error instanceof TimeLimitError) return "it takes too long to compile";
  if (error instanceof RangeError) return "its references form too long a chain";
  const missing: unknown = (error as { readonly missingRef?: unknown } | undefined)?.missingRef;
  if (typeof missing === "string") {
    return `the reference ${JSON.stringify(missing.slice(0, LONGEST_REASON))} leads nowhere; a schema holds all it refers to in $defs, and nothing is fetched`;
  }
  const text = error instanceof Error ? error.message : "it cannot be compiled";
  return text.replaceAll(/\s+/g, " ").slice(0, LONGEST_REASON);
}

/** The check itself failed, so that nothing is known about the content. */
export function validationError(error: unknown): AwarenessError {
  return new AwarenessError(
    "validation_error",
    `The content could not be checked: ${checkReason(error)}. Nothing was stored; register a simpler version of the schema.`,
    { details: { param: "content" }, cause: error },
  );
}

function checkReason(error: unknown): string {
  if (error instanceof TimeLimitError) return "the schema takes too long with it";
  if (error instanceof RangeError) return "the schema refers to itself without end";
  return "the schema cannot be compiled any more";
}

/** Says what is wrong with a content, the first places by path; values of the content are not repeated. */
export function validationFailed({ family, version }: SchemaName, wrong: Violations): AwarenessError {
  const places = wrong.total === 1 ? "1 place" : `${wrong.total} places`;
  const cut = wrong.total > MOST_VIOLATIONS ? { truncated: true, total_errors: wrong.total } : {};
  return new AwarenessError(
    "validation_failed",
    `The content breaks the schema in ${places} (see validation_errors); nothing was stored.`,
    {
      details: {
        param: "content",
        schema_ref: family,
        schema_version: version,
        validation_errors: wrong.first,
        ...cut,
      },
    },
  );
}

/** Neither the caller nor the shared owner has a live schema of this name. */
export function schemaNotFound(owner: OwnerId, { family, version }: SchemaName): AwarenessError {
  return new AwarenessError(
    "schema_not_found",
    "No such schema. Check schema_ref and schema_version, or register it with register_schema.",
    {
      details: {
        param: "schema_ref",
        schema_ref: family,
        schema_version: version,
        searched_owners: [owner, SYSTEM_OWNER],
      },
    },
  );
}
