import type { ErrorObject, Options, Schema, ValidateFunction } from "ajv/dist/2020.js";
import type { Json } from "../entries/entry.ts";

export type SchemaError = ErrorObject;

/** Answers every violation of a content; none when it is valid. */
export type ContentCheck = (content: Json) => readonly SchemaError[];

export interface SchemaCompiler {
  /** Checks a schema against the meta-schema of JSON Schema 2020-12. */
  readonly checkSchema: ContentCheck;
  /** @throws MissingRefError or Error for a reference that leads nowhere and patterns that are none. */
  compile(schema: Json): ContentCheck;
}

const META_SCHEMA = "https://json-schema.org/draft/2020-12/schema";

/**
 * Patterns are ECMA-262 with the `u` flag (2020-12 Core 6.4); those that are none with it, such as `^[\w-.]+$`, are
 * read without it. Which patterns are slow is not asked: see `time-limit.ts`.
 */
const toRegExp = (pattern: string, flags: string): RegExp => {
  try {
    return new RegExp(pattern, flags);
  } catch {
    return new RegExp(pattern);
  }
};
toRegExp.code = "toRegExp";

/** No `loadSchema`: a reference out of the schema is an error and is never fetched. */
const OPTIONS = {
  strict: false,
  allErrors: true,
  validateFormats: false,
  ownProperties: true,
  inlineRefs: false,
  logger: false,
  // 19.99 is a multiple of 0.01, whatever binary fractions say.
  multipleOfPrecision: 10,
  // Its optimizer doubles the time to compile, which is quadratic in the properties of one object.
  code: { regExp: toRegExp, optimize: false },
} as const satisfies Options;

/** Loads Ajv, which most processes never need. */
export async function loadSchemaCompiler(): Promise<SchemaCompiler> {
  const { createAjv } = await import("./ajv.ts");
  const metaSchema = createAjv(OPTIONS).getSchema(META_SCHEMA);
  if (metaSchema === undefined) throw new Error("Ajv has lost its meta-schema");
  return {
    checkSchema: toCheck(metaSchema as ValidateFunction),
    compile(schema) {
      // One instance a schema: an `$id` of one owner's schema must not be visible to another's.
      const meta = JSON.stringify(schema).includes("json-schema.org/draft/2020-12/");
      const ajv = createAjv({ ...OPTIONS, meta, validateSchema: false });
      return toCheck(ajv.compile(schema as Schema));
    },
  };
}

function toCheck(validate: ValidateFunction): ContentCheck {
  return (content) => {
    if (validate(content)) return [];
    const errors = validate.errors ?? [];
    validate.errors = null;
    return errors;
  };
}
