import type { OwnerId } from "../owner.ts";

/**
 * Word of changes between the processes that share a database. A word may get lost: who needs certainty looks as well, only
 * less often.
 */
export interface ChangeSignal {
  /** Tells the others, soon, that entries of this owner have changed. On its way it says neither whose nor what. */
  announce(owner: OwnerId): void;
  /** Calls `heard` at words about this owner, also those of this process, until the returned function is called. */
  watch(owner: OwnerId, heard: () => void): () => void;
  /** True while words arrive. */
  isUp(): boolean;
  /** Calls `listener` whenever words begin to arrive, after a time in which they were lost. */
  onUp(listener: () => void): () => void;
}
