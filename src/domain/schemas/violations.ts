import type { Json } from "../entries/entry.ts";
import type { SchemaError } from "./schema-compiler.ts";

/** One place where a content breaks its schema. Holds no value of the content. */
export interface Violation {
  /** JSONPath style: `$`, `$.a`, `$[1]`, `$["odd key"]`. */
  readonly path: string;
  readonly message: string;
  /** The keyword that is not satisfied. */
  readonly validator: string;
  /** Where the keyword stands in the schema, joined by slashes. */
  readonly schema_path: string;
}

export interface Violations {
  /** The first ones by path, at most `MOST_VIOLATIONS`. */
  readonly first: readonly Violation[];
  readonly total: number;
}

export const MOST_VIOLATIONS = 50;

type Segment = string | number;
interface Located {
  readonly error: SchemaError;
  readonly at: readonly Segment[];
}

const PLAIN_KEY = /^[A-Za-z_$][\w$]*$/;
const LONGEST_KEY = 40;
const LONGEST_TEXT = 300;

export function toViolations(errors: readonly SchemaError[], content: Json): Violations {
  return { first: firstByPath(errors, content).map(toViolation), total: errors.length };
}

/** Keeps a short sorted list instead of sorting what may be a million errors. */
function firstByPath(errors: readonly SchemaError[], content: Json): readonly Located[] {
  const first: Located[] = [];
  for (const error of errors) {
    const located = { error, at: segmentsOf(error.instancePath, content) };
    const last = first.at(-1);
    if (first.length === MOST_VIOLATIONS && last !== undefined && comparePaths(last.at, located.at) <= 0)
      continue;
    const index = first.findLastIndex(({ at }) => comparePaths(at, located.at) <= 0);
    first.splice(index + 1, 0, located);
    first.length = Math.min(first.length, MOST_VIOLATIONS);
  }
  return first;
}

/** Segments of a JSON pointer (RFC 6901); numbers where the content has an array. */
function segmentsOf(pointer: string, content: Json): readonly Segment[] {
  let value: unknown = content;
  return pointer
    .split("/")
    .slice(1)
    .map((token) => {
      const key = token.replaceAll("~1", "/").replaceAll("~0", "~");
      const segment = Array.isArray(value) ? Number(key) : key;
      value =
        typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined;
      return segment;
    });
}

/** Parents before children, array indexes as numbers. */
function comparePaths(one: readonly Segment[], other: readonly Segment[]): number {
  for (const [index, left] of one.entries()) {
    const right = other[index];
    if (right === undefined) return 1;
    if (left !== right) return left < right ? -1 : 1;
  }
  return one.length - other.length;
}

function toViolation({ error, at }: Located): Violation {
  return {
    path: `$${at.map(segmentText).join("")}`,
    message: messageOf(error),
    validator: error.keyword,
    schema_path: error.schemaPath.replace(/^#\//, "").slice(0, LONGEST_TEXT),
  };
}

function segmentText(segment: Segment): string {
  if (typeof segment === "number") return `[${segment}]`;
  return PLAIN_KEY.test(segment) && segment.length <= LONGEST_KEY ? `.${segment}` : `[${quoted(segment)}]`;
}

/** Names the property when the trouble is that it exists: its path is that of the object. */
function messageOf({ message = "is not valid", params, propertyName }: SchemaError): string {
  const name: unknown = propertyName ?? params.additionalProperty ?? params.unevaluatedProperty;
  const subject = typeof name === "string" ? `: ${quoted(name)}` : "";
  return `${message.slice(0, LONGEST_TEXT)}${subject}`;
}

function quoted(key: string): string {
  return JSON.stringify(key.length > LONGEST_KEY ? `${key.slice(0, LONGEST_KEY)}...` : key);
}
