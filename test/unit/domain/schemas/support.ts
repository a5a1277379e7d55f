import type { Json } from "../../../../src/domain/entries/entry.ts";
import { AwarenessError } from "../../../../src/domain/errors.ts";
import { parseOwner } from "../../../../src/domain/owner.ts";
import { createSchemaValidator } from "../../../../src/domain/schemas/schema-validator.ts";
import type { Violation } from "../../../../src/domain/schemas/violations.ts";
import { TestClock } from "../../../helpers/mcp-harness.ts";

export const ALICE = parseOwner("alice");
export const BOB = parseOwner("bob");

export function openValidator(limitMs?: number) {
  const clock = new TestClock();
  return { clock, ...createSchemaValidator({ clock, ...(limitMs === undefined ? {} : { limitMs }) }) };
}

/** The first violations of a content; empty for a valid one. */
export async function violationsOf(schema: Json, content: Json): Promise<readonly Violation[]> {
  return (await openValidator().validate(ALICE, schema, content))?.first ?? [];
}

/** The error that a promise must end with. */
export async function errorOf(promise: Promise<unknown>): Promise<AwarenessError> {
  const error = await promise.then(
    () => new Error("it should have failed"),
    (reason: unknown) => reason,
  );
  if (error instanceof AwarenessError) return error;
  throw error;
}
