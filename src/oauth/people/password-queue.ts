import { hashPassword, verifyPassword } from "../../auth/passwords.ts";

/** One run takes 128 MB and a core for some tenths of a second. */
const AT_ONCE = 2;
const MOST_WAITING = 8;
/** Whoever comes first in the queue has room beside everybody else. */
const MOST_WAITING_FIRST = 16;

/** After so many ms there is room again, as a rule. */
export const QUEUE_RETRY_MS = 2_000;

export interface QueueOptions {
  /** Wait before the others, and in room of one's own. */
  readonly first: boolean;
}

/** Hashes and compares passwords, at most two at a time, so that sign-ins cannot take all memory and cores of a server. */
export interface PasswordQueue {
  /** True when the next one would be turned away. */
  isFull(options?: QueueOptions): boolean;
  /** As `verifyPassword`; `undefined` when too many wait. */
  verify(password: string, hash: string | undefined, options?: QueueOptions): Promise<boolean | undefined>;
  /** As `hashPassword`; `undefined` when too many wait. */
  hash(password: string, options?: QueueOptions): Promise<string | undefined>;
}

const LAST: QueueOptions = { first: false };

/** One for a process: its limits are those of the machine. */
export function createPasswordQueue(): PasswordQueue {
  const waiting: (() => void)[] = [];
  let running = 0;

  function isFull({ first }: QueueOptions): boolean {
    return running >= AT_ONCE && waiting.length >= (first ? MOST_WAITING_FIRST : MOST_WAITING);
  }

  async function run<Value>(work: () => Promise<Value>, options: QueueOptions): Promise<Value | undefined> {
    if (isFull(options)) return undefined;
    if (running < AT_ONCE) running += 1;
    else {
      await new Promise<void>((resolve) => {
        if (options.first) waiting.unshift(resolve);
        else waiting.push(resolve);
      });
    }
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      // Whoever is next takes this place over.
      if (next === undefined) running -= 1;
      else next();
    }
  }

  return {
    isFull: (options = LAST) => isFull(options),
    verify: (password, hash, options = LAST) => run(() => verifyPassword(password, hash), options),
    hash: (password, options = LAST) => run(() => hashPassword(password), options),
  };
}
