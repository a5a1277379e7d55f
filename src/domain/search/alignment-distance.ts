/** Distance of a word to another; anything above `most` is `most + 1`. */
export type Distance = (other: string, most: number) => number;

/**
 * Edit distance with swaps of neighbours (optimal string alignment, Damerau 1964) from one word to many: letters wrong,
 * missing, added, or two of them swapped. Counts UTF-16 code units.
 */
export function distanceFrom(word: string): Distance {
  const { length } = word;
  // Rows of the table are kept between words; a function that is called tens of thousands of times must not allocate.
  let rows: Rows = [new Int32Array(length + 1), new Int32Array(length + 1), new Int32Array(length + 1)];
  return (other, most) => {
    if (Math.abs(other.length - length) > most) return most + 1;
    let [beforeLast, last, current] = rows;
    for (let column = 0; column <= length; column += 1) last[column] = column;
    for (let row = 1; row <= other.length; row += 1) {
      if (fillRow(word, other, row, beforeLast, last, current) > most) return most + 1;
      [beforeLast, last, current] = [last, current, beforeLast];
    }
    rows = [beforeLast, last, current];
    return Math.min(last[length] as number, most + 1);
  };
}

type Rows = readonly [Int32Array, Int32Array, Int32Array];

/** One row of the table; answers its least value. */
function fillRow(
  word: string,
  other: string,
  row: number,
  beforeLast: Int32Array,
  last: Int32Array,
  current: Int32Array,
): number {
  const letter = other.charCodeAt(row - 1);
  const letterBefore = row > 1 ? other.charCodeAt(row - 2) : -1;
  current[0] = row;
  let least = row;
  for (let column = 1; column <= word.length; column += 1) {
    const found = word.charCodeAt(column - 1);
    let cost = (last[column - 1] as number) + (found === letter ? 0 : 1);
    cost = Math.min(cost, (last[column] as number) + 1, (current[column - 1] as number) + 1);
    if (column > 1 && found === letterBefore && word.charCodeAt(column - 2) === letter) {
      cost = Math.min(cost, (beforeLast[column - 2] as number) + 1);
    }
    current[column] = cost;
    if (cost < least) least = cost;
  }
  return least;
}
