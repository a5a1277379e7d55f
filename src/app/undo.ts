import type { Config } from "../config/config.ts";
import { newId } from "../domain/ids.ts";
import { parseOwner } from "../domain/owner.ts";
import { planUndo, type UndoRequest } from "../domain/undo/plan-undo.ts";
import { type UndoResult, undoWriter } from "../domain/undo/undo-writer.ts";
import type { AppDeps } from "./deps.ts";
import { withStore } from "./open-store.ts";

export interface UndoJob {
  /** Whose memory. */
  readonly user: string;
  readonly request: UndoRequest;
  /** Undoes; otherwise only says what that would do. */
  readonly confirmed: boolean;
  /** Called when the changes begin, with the name that they are stamped with. */
  onStart(writer: string): void;
}

/** What undoing did; without a `writer` what it would do. */
export type UndoAnswer = Omit<UndoResult, "writer"> & Partial<Pick<UndoResult, "writer">>;

/** @throws AwarenessError `invalid_parameter` for an owner that is none, before anything is opened. */
export function undo(config: Config, deps: AppDeps, job: UndoJob): Promise<UndoAnswer> {
  const owner = parseOwner(job.user, "user");
  return withStore<UndoAnswer>(config, deps, (store) => {
    const services = { store, clock: deps.clock, newId };
    return job.confirmed
      ? undoWriter(services, owner, job.request, job.onStart)
      : planUndo(services, owner, job.request);
  });
}
