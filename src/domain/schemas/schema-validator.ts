import { createHash } from "node:crypto";
import type { Clock } from "../clock.ts";
import type { Json } from "../entries/entry.ts";
import { AwarenessError } from "../errors.ts";
import type { OwnerId } from "../owner.ts";
import { boundSchema } from "./schema-bounds.ts";
import { type ContentCheck, loadSchemaCompiler, type SchemaCompiler } from "./schema-compiler.ts";
import { invalidSchema, validationError } from "./schema-errors.ts";
import { createTimeAllowance } from "./time-allowance.ts";
import { createTimeLimit } from "./time-limit.ts";
import { createWeightedCache } from "./validator-cache.ts";
import { toViolations, type Violations } from "./violations.ts";

/** JSON Schema 2020-12 for schemas that callers made up. Every call is bounded in time and memory. */
export interface SchemaValidator {
  /** @throws AwarenessError `invalid_schema` saying what is wrong; `unavailable` when the owner took too much time. */
  checkSchema(owner: OwnerId, schema: Json): Promise<void>;
  /**
   * Answers what is wrong with a content, `undefined` when nothing is.
   * @throws AwarenessError `validation_error` when that cannot be found out; `unavailable` as above.
   */
  validate(owner: OwnerId, schema: Json, content: Json): Promise<Violations | undefined>;
}

export interface SchemaValidatorOptions {
  readonly clock: Clock;
  /** Longest time for one content, ms; a schema, which is compiled once, may take four times as long. */
  readonly limitMs?: number;
}

const CACHE = { entries: 200, weight: 4_000_000 } as const;
const DEFAULT_LIMIT_MS = 500;

/** Compiled schemas are kept by content, so that a version is compiled once and equal schemas share. */
export function createSchemaValidator(options: SchemaValidatorOptions): SchemaValidator {
  const { clock, limitMs = DEFAULT_LIMIT_MS } = options;
  const compiled = createWeightedCache<ContentCheck>(CACHE);
  const allowance = createTimeAllowance({ clock });
  const timeLimit = createTimeLimit();
  let loading: Promise<SchemaCompiler> | undefined;

  function load(): Promise<SchemaCompiler> {
    loading ??= loadSchemaCompiler();
    return loading;
  }

  function bounded<Value>(owner: OwnerId, ms: number, task: () => Value): Value {
    allowance.require(owner);
    const start = performance.now();
    try {
      return timeLimit.run(ms, task);
    } finally {
      allowance.spend(owner, performance.now() - start);
    }
  }

  function compile(compiler: SchemaCompiler, owner: OwnerId, schema: Json): ContentCheck {
    const text = JSON.stringify(schema);
    const key = createHash("sha256").update(text).digest("base64");
    const known = compiled.get(key);
    if (known !== undefined) return known;
    const clean = boundSchema(schema);
    const check = bounded(owner, 4 * limitMs, () => compiler.compile(clean));
    compiled.set(key, check, text.length);
    return check;
  }

  return {
    async checkSchema(owner, schema) {
      const compiler = await load();
      boundSchema(schema);
      try {
        const wrong = bounded(owner, limitMs, () => toViolations(compiler.checkSchema(schema), schema));
        if (wrong.total > 0) throw invalidSchema(wrong);
        compile(compiler, owner, schema);
      } catch (error) {
        throw error instanceof AwarenessError ? error : invalidSchema(error);
      }
    },
    async validate(owner, schema, content) {
      const compiler = await load();
      try {
        const check = compile(compiler, owner, schema);
        const wrong = bounded(owner, limitMs, () => toViolations(check(content), content));
        return wrong.total === 0 ? undefined : wrong;
      } catch (error) {
        throw error instanceof AwarenessError && error.code === "unavailable"
          ? error
          : validationError(error);
      }
    },
  };
}
