/** Watches how long each of several things takes; they are told apart by number. */
export interface Deadlines {
  /** Calls `late` unless the thing is over in time. */
  begin(id: number, late: () => void): void;
  end(id: number): void;
  endAll(): void;
}

export function createDeadlines(limitMs: number): Deadlines {
  const timers = new Map<number, NodeJS.Timeout>();
  return {
    begin: (id, late) => void timers.set(id, setTimeout(late, limitMs)),
    end(id) {
      clearTimeout(timers.get(id));
      timers.delete(id);
    },
    endAll() {
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
    },
  };
}
