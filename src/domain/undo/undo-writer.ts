import type { Author } from "../entries/entry.ts";
import type { OwnerId } from "../owner.ts";
import type { Services } from "../services.ts";
import type { EntryPlan } from "./plan-entry.ts";
import { planUndo, type UndoPlan, type UndoRequest } from "./plan-undo.ts";
import { UNDO_TOOL } from "./standing.ts";
import type { PutBack, PutBackOutcome } from "./undo-store.ts";

/** What became of an entry of the plan; a reason when it is left alone. */
export interface UndoneEntry extends Omit<EntryPlan, "does" | "step"> {
  readonly does: EntryPlan["does"] | Exclude<PutBackOutcome, "done">;
}

export interface UndoResult extends Omit<UndoPlan, "entries"> {
  /** The writer under whose name the undo can itself be undone. */
  readonly writer: string;
  readonly entries: readonly UndoneEntry[];
}

/** Entries of one transaction: few enough that others who write wait for a moment only. */
const BATCH = 250;
const SHORT_ID = 8;
/** How often what could not have its key is tried again: what was done after it may have freed the key. */
const ROUNDS = 10;

/**
 * Takes back what a writer did, each entry as a new version. An entry that changes after it was planned for is left
 * alone. Cut short, it leaves every entry undone or as it was, and another run does the rest.
 * @param onStart told the name that all changes are stamped with, before the first one
 */
export async function undoWriter(
  services: Pick<Services, "store" | "clock" | "newId">,
  owner: OwnerId,
  request: UndoRequest,
  onStart: (writer: string) => void = () => {},
): Promise<UndoResult> {
  const { entries, ...plan } = await planUndo(services, owner, request);
  const writer = `${UNDO_TOOL} ${services.newId().slice(-SHORT_ID)}`;
  const author: Author = { by: writer, tool: UNDO_TOOL };
  if (entries.some(({ step }) => step !== undefined)) onStart(writer);
  const outcomes = new Map<string, PutBackOutcome>();
  let left = entries;
  for (let round = 0; round < ROUNDS && left.length > 0; round += 1) {
    for (const steps of inOrder(left).flatMap(batchesOf)) {
      const done = await services.store.undo.putBack(owner, steps, author);
      for (const [id, outcome] of done) outcomes.set(id, outcome);
    }
    const refused = left.filter(({ id }) => outcomes.get(id) === "key_taken");
    left = refused.length < left.length ? refused : [];
  }
  return { ...plan, writer, entries: entries.map((entry) => toUndone(entry, outcomes.get(entry.id))) };
}

function toUndone({ step: _, ...entry }: EntryPlan, outcome: PutBackOutcome = "done"): UndoneEntry {
  return outcome === "done" ? entry : { ...entry, does: outcome };
}

/**
 * What goes to the trash goes first, and frees its logical key; records before the schemas they are pinned to. What
 * comes back comes in the opposite order.
 */
function inOrder(entries: readonly EntryPlan[]): readonly (readonly PutBack[])[] {
  const steps = (trashed: boolean, schemas: boolean) =>
    entries.flatMap(({ step, type }) =>
      step !== undefined && step.trashed === trashed && (type === "schema") === schemas ? [step] : [],
    );
  return [steps(true, false), steps(true, true), steps(false, true), steps(false, false)];
}

function batchesOf(steps: readonly PutBack[]): readonly (readonly PutBack[])[] {
  const count = Math.ceil(steps.length / BATCH);
  return Array.from({ length: count }, (_, index) => steps.slice(index * BATCH, (index + 1) * BATCH));
}
