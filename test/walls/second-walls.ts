/** A statement whose owner filter is a second wall: rows of others cannot be reached through it for another reason. */
export interface SecondWall {
  /** A part of the statement by which it is known. */
  readonly part: string;
  readonly reason: string;
}

export const SECOND_WALLS: readonly SecondWall[] = [];
