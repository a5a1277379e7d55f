/** Deals the members of a large crowd with their turns, a few at a time, so that each has one in every round. */
export interface Turns<Member> {
  /** Its first turn comes a round after the last call of `callDue`. Answers what `leave` wants to know. */
  join(member: Member): number;
  leave(member: Member, turn: number): void;
  /** Calls all whose turn has come since the last time, each once: a late call leaves nobody out and delays nobody's next. */
  callDue(): void;
}

export interface TurnsOptions<Member> {
  /** How long a round takes, ms. */
  readonly roundMs: number;
  /** How many turns it has. */
  readonly count: number;
  call(member: Member): void;
  /** Milliseconds that only grow; `performance.now` when left out. */
  now?(): number;
}

export function createTurns<Member>(options: TurnsOptions<Member>): Turns<Member> {
  const { roundMs, count, call, now = () => performance.now() } = options;
  const turns = Array.from({ length: count }, () => new Set<Member>());
  const beganAt = now();
  const reached = () => Math.floor(((now() - beganAt) * count) / roundMs);
  let last = 0;
  return {
    join(member) {
      // The turn that was called last: those since then may be due already.
      const turn = last % count;
      turns[turn]?.add(member);
      return turn;
    },
    leave: (member, turn) => void turns[turn]?.delete(member),
    callDue() {
      const current = reached();
      const first = Math.max(last, current - count) + 1;
      last = current;
      for (let turn = first; turn <= current; turn += 1)
        for (const member of [...(turns[turn % count] ?? [])]) call(member);
    },
  };
}
