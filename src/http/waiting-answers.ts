/** A long answer, or the part of one, that its reader has not taken yet. */
export interface WaitingAnswer {
  /** Whom it is for; undefined where nobody had to say. */
  readonly owner: string | undefined;
  /** What it holds in memory until all of it is taken. */
  readonly bytes: number;
  /** Lets go of it, and of its connection. */
  cut(): void;
}

/** Whose turns are bounded by time only may still fill the memory before their time is over; this bounds them together. */
export interface WaitingAnswers {
  /** Counts it until the returned function is called. May cut others, or itself. */
  add(answer: WaitingAnswer): () => void;
}

/**
 * All answers of a server that wait for their readers hold at most `most` bytes together, and one at least may wait whatever its
 * size. Beyond that, of the owner who holds most the one that has waited longest is cut: who asks for much and reads
 * nothing is in nobody's way but his own.
 */
export function createWaitingAnswers(most: number): WaitingAnswers {
  const waiting = new Set<WaitingAnswer>();
  let held = 0;
  const forget = (answer: WaitingAnswer) => {
    if (waiting.delete(answer)) held -= answer.bytes;
  };
  return {
    add(answer) {
      waiting.add(answer);
      held += answer.bytes;
      while (held > most && waiting.size > 1) {
        const longest = longestOf(waiting);
        forget(longest);
        longest.cut();
      }
      return () => forget(answer);
    },
  };
}

/** Of the owner who holds most, the one that has waited longest; there is one at least. */
function longestOf(waiting: ReadonlySet<WaitingAnswer>): WaitingAnswer {
  const held = new Map<string | undefined, { bytes: number; readonly longest: WaitingAnswer }>();
  for (const answer of waiting) {
    const own = held.get(answer.owner);
    if (own === undefined) held.set(answer.owner, { bytes: answer.bytes, longest: answer });
    else own.bytes += answer.bytes;
  }
  return [...held.values()].reduce((one, other) => (other.bytes > one.bytes ? other : one)).longest;
}
