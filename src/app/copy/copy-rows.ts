import { AwarenessError } from "../../domain/errors.ts";
import { derivedParts } from "../../domain/transfer/derived.ts";
import type { Survey } from "../../domain/transfer/survey.ts";
import type { Position, TransferReader, TransferWriter } from "../../domain/transfer/transfer.ts";

/** How far a copy is, as the target keeps it. */
interface State {
  /** Fingerprint of the source. */
  readonly source: string;
  /** Which unit is being copied, and up to where. */
  readonly unit: number;
  readonly after: Position | null;
  /** Rows that are there. */
  readonly done: number;
}

export interface CopyRows {
  readonly source: TransferReader;
  readonly target: TransferWriter;
  readonly survey: Survey;
  /** Told after every batch. */
  onRows(done: number): void;
}

/** The copy has all rows; `finish` declares it whole. */
export interface CopiedRows {
  /** Rows that an earlier process had copied already. */
  readonly resumedAt: number;
  finish(): Promise<void>;
}

/**
 * Copies what the target does not have yet. Rows and the note of how far they are come in one transaction, so that a
 * process may end at any point and the next one goes on.
 * @throws AwarenessError `conflict` for a target that is not empty and no unfinished copy of this very source.
 */
export async function copyRows(copy: CopyRows): Promise<CopiedRows> {
  const { source, target, survey, onRows } = copy;
  let text = await target.state();
  if (text === undefined) text = await begin(copy);
  let state = parse(text);
  if (state.source !== survey.fingerprint) throw changedSource();
  const resumedAt = state.done;
  const move = (next: State) => {
    const change = { from: text, to: JSON.stringify(next) };
    text = change.to;
    state = next;
    return change;
  };
  await resumable(async () => {
    for (let unit = survey.units[state.unit]; unit !== undefined; unit = survey.units[state.unit]) {
      const { table, scope, entriesBefore } = unit;
      const { rows, next } = await source.read(table, scope, state.after ?? undefined);
      if (next === undefined) {
        // Only noted with the next rows: an empty table is soon passed again.
        state = { ...state, unit: state.unit + 1, after: null };
        continue;
      }
      const parts = [{ table, rows }, ...derivedParts(table, rows)];
      await target.write(
        { scope, parts, entriesBefore },
        move({ ...state, after: next, done: state.done + rows.length }),
      );
      onRows(state.done);
    }
  });
  return { resumedAt, finish: () => target.setState({ from: text, to: undefined }) };
}

/** Work that another run goes on with: whatever is only away says so. */
export async function resumable<Value>(work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof AwarenessError) || error.code !== "unavailable" || !error.retryable) throw error;
    const { details } = error;
    const [what = ""] = error.message.split(/[.;](?: |$)/);
    const message = `${what}. Run the same command again; it goes on where it was.`;
    throw new AwarenessError("unavailable", message, { details, retryable: true, cause: error });
  }
}

async function begin({ target, survey }: CopyRows): Promise<string> {
  if (!(await target.isEmpty())) {
    throw new AwarenessError(
      "conflict",
      "The target is not empty. Copy into a new database; awareness copy --verify compares two that should be equal.",
    );
  }
  const state: State = { source: survey.fingerprint, unit: 0, after: null, done: 0 };
  const text = JSON.stringify(state);
  await target.setCounters(survey.counters, { from: undefined, to: text });
  return text;
}

function parse(text: string): State {
  try {
    return JSON.parse(text) as State;
  } catch (error) {
    throw new AwarenessError("conflict", "The target holds an unfinished copy of another version.", {
      cause: error,
    });
  }
}

function changedSource(): AwarenessError {
  return new AwarenessError(
    "conflict",
    "The target holds an unfinished copy of another source, or the source has changed since. Empty the target and start again, best with the servers of the source stopped.",
  );
}
