import type { OwnerId } from "../owner.ts";
import { subjectKey } from "./denial-store.ts";

/** A deletion that may be carried out. */
export interface BegunDeletion {
  /** An earlier one was interrupted, and this one goes on with it. */
  readonly resumed: boolean;
  /** Servers may not have noticed yet that the owner is shut out. */
  readonly wasSignedIn: boolean;
}

/** What a deletion has removed, over all its attempts. */
export interface Removed {
  /** Rows by table; tables without any are left out. */
  readonly rows: Readonly<Record<string, number>>;
  /** When it was first begun, ms since 1970. */
  readonly begunAt: number;
}

/**
 * Removes owners for good, in steps each of which may be interrupted and done again: the database remembers, without
 * the owner's name, that a deletion is under way.
 */
export interface DeletionStore {
  /**
   * Shuts the owner out: own tokens issued up to `now` (ms since 1970), those of the owner's identities and what clients were
   * allowed count no longer; sessions end, those of browsers too. `undefined`, and no change, when there is nothing of this owner.
   */
  begin(owner: OwnerId, now: number): Promise<BegunDeletion | undefined>;
  /** Removes every row; whoever writes as this owner meanwhile loses that too. */
  remove(owner: OwnerId): Promise<void>;
  /** Forgets the deletion. `undefined` when another process has ended it. */
  end(owner: OwnerId): Promise<Removed | undefined>;
}

/** What stands in `denied_subjects` for the tokens that are minted here, whose `iss` is `awareness`. */
export function ownSubjectKey(owner: OwnerId): string {
  return subjectKey("awareness", owner);
}
