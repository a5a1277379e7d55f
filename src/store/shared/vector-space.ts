import type { OwnerId } from "../../domain/owner.ts";

/** Whose vectors, of which model and length: only these can be compared. */
export interface VectorSpace {
  readonly owner: OwnerId;
  readonly model: string;
  readonly dimensions: number;
}

export interface VectorRow {
  readonly seq: number;
  /** Number of the entry. */
  readonly number: number;
  /** Valid until the next row is read. */
  readonly values: Int8Array;
}

/** Tells spaces apart. */
export function keyOfSpace({ owner, model, dimensions }: VectorSpace): string {
  return `${owner}\n${model}\n${dimensions}`;
}
