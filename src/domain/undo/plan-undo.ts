import type { ChangeKind } from "../entries/entry.ts";
import type { OwnerId } from "../owner.ts";
import type { Services } from "../services.ts";
import { type EntryPlan, isTouch, planEntry } from "./plan-entry.ts";
import type { TouchedEntry, Touches } from "./undo-store.ts";
import { namesOf, type WriterName } from "./writer.ts";

export interface UndoRequest extends Touches {
  readonly force: boolean;
}

/** What the writer did, and what undoing it would do. */
export interface UndoPlan {
  readonly entries: readonly EntryPlan[];
  /** How many of the writer's versions came about how. */
  readonly changes: Readonly<Partial<Record<ChangeKind, number>>>;
  /** How many of them carry the name as what. */
  readonly names: Readonly<Partial<Record<WriterName, number>>>;
}

interface Found {
  readonly plan: EntryPlan;
  readonly changes: readonly ChangeKind[];
  readonly names: readonly WriterName[];
}

/** Reads only. */
export async function planUndo(
  { store, clock }: Pick<Services, "store" | "clock">,
  owner: OwnerId,
  { force, ...touches }: UndoRequest,
): Promise<UndoPlan> {
  const found = new Map<string, Found>();
  let after: number | undefined = 0;
  while (after !== undefined) {
    const page = await store.undo.touched(owner, touches, after);
    for (const entry of page.entries) {
      found.set(entry.id, summarize(entry, touches, { now: clock.now(), force }));
    }
    after = page.next;
  }
  const all = [...found.values()];
  return {
    entries: all.map(({ plan }) => plan),
    changes: countAll(all.flatMap(({ changes }) => changes)),
    names: countAll(all.flatMap(({ names }) => names)),
  };
}

function summarize(
  entry: TouchedEntry,
  touches: Touches,
  options: { readonly now: number; readonly force: boolean },
): Found {
  const made = entry.marks.filter((mark) => isTouch(touches, mark));
  return {
    plan: planEntry(entry, touches, options),
    changes: made.map(({ change }) => change),
    names: made.flatMap(({ author }) => namesOf(author, touches.writer)),
  };
}

/** How often each of them occurs. */
export function countAll<Name extends string>(names: readonly Name[]): Partial<Record<Name, number>> {
  const counts: Partial<Record<Name, number>> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
