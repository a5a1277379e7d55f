import type { EntryType } from "../entries/entry.ts";
import { type Standing, sameState, standingOf } from "./standing.ts";
import type { PutBack, TouchedEntry, Touches, VersionMark } from "./undo-store.ts";
import { namesOf } from "./writer.ts";

/** What undoing does to an entry: it goes to the trash, gets its earlier content, or comes back from the trash. */
export const ACTS = ["trash", "revert", "restore"] as const;
export type Act = (typeof ACTS)[number];

/**
 * Why an entry is left alone: it is as it was before; others changed it later; the version before is purged; what it was
 * before has expired.
 */
export const REASONS = ["already_undone", "changed_later", "history_gone", "expired"] as const;
export type Reason = (typeof REASONS)[number];

export interface EntryPlan {
  readonly id: string;
  readonly type: EntryType;
  readonly source: string;
  readonly does: Act | Reason;
  /** Present when something is to be done. */
  readonly step?: PutBack;
  /** Later changes of others are taken back too. */
  readonly forced?: true;
}

export interface PlanOptions {
  /** ms since 1970. */
  readonly now: number;
  /** Goes back to the state before the writer although others changed the entry later. */
  readonly force: boolean;
}

export function isTouch({ writer, since, until }: Touches, { at, author }: VersionMark): boolean {
  if (since !== undefined && at < since) return false;
  if (until !== undefined && at > until) return false;
  return namesOf(author, writer).length > 0;
}

/**
 * What undoing the writer's changes means for one entry: the state before the first of them comes back. Changes of
 * others after it make that a conflict, wherever they lie between those of the writer.
 */
export function planEntry(entry: TouchedEntry, touches: Touches, options: PlanOptions): EntryPlan {
  const { id, type, source, marks } = entry;
  const is = (does: Act | Reason) => ({ id, type, source, does });
  const isWriters = (mark: VersionMark) => isTouch(touches, mark);
  const [oldest, current] = [marks[0], marks.at(-1)];
  if (oldest === undefined || current === undefined) return is("history_gone");
  if (isWriters(oldest) && oldest.version > 1) return is("history_gone");
  const standing = standingOf(marks, isWriters);
  if (standing.held === "gone") return is("already_undone");
  const forced = standing.held === "others";
  if (forced && !options.force) return is("changed_later");
  const found = wayBack(current, standing.base, options.now);
  if (typeof found === "string") return is(found);
  const { act, ...to } = found;
  const step = { id, version: current.version, ...to };
  return { ...is(act), step, ...(forced ? { forced } : {}) };
}

type Way = Pick<PutBack, "base" | "trashed"> & { readonly act: Act };

function wayBack(current: VersionMark, base: Standing["base"], now: number): Way | Reason {
  const isTrashed = current.deletedAt !== undefined || hasExpired(current, now);
  if (base === undefined) return isTrashed ? "already_undone" : { act: "trash", trashed: true };
  if (sameState(current, base)) return "already_undone";
  if (base.deletedAt === undefined && !hasExpired(base, now)) {
    return { act: isTrashed ? "restore" : "revert", trashed: false, base: base.version };
  }
  const content = current.content === base.content ? {} : { base: base.version };
  if (!isTrashed) return { act: "trash", trashed: true, ...content };
  // In the trash already; what would have expired by now needs nothing more.
  return base.deletedAt === undefined ? "expired" : { act: "revert", trashed: true, ...content };
}

function hasExpired({ expiresAt }: VersionMark, now: number): boolean {
  return expiresAt !== undefined && expiresAt <= now;
}
