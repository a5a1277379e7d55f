import type { VersionMark } from "./undo-store.ts";

/** Tool under which undone changes are stamped; no client can write as it. */
export const UNDO_TOOL = "undo";

/** What the versions of an entry say about one writer's share in it. */
export interface Standing {
  /** The state before the writer's changes that still count; `undefined`: the entry did not exist. */
  readonly base: VersionMark | undefined;
  /**
   * `gone`: others have put that state back, nothing of the writer's is left. `others`: others have changed the entry
   * after the writer, so that going back would take their changes too. `writer`: neither.
   */
  readonly held: "writer" | "others" | "gone";
}

export function sameState(one: VersionMark, other: VersionMark): boolean {
  return one.content === other.content && (one.deletedAt === undefined) === (other.deletedAt === undefined);
}

/** @param marks start with the version before the writer's first one, if there is one */
export function standingOf(
  marks: readonly VersionMark[],
  isWriters: (mark: VersionMark) => boolean,
): Standing {
  const [oldest] = marks;
  const existed = oldest !== undefined && !isWriters(oldest);
  let walk: Walk = { base: existed ? oldest : undefined, held: "writer", states: [] };
  let before = walk.base;
  for (const mark of withoutUndone(marks.slice(existed ? 1 : 0), isWriters)) {
    walk = isWriters(mark) ? afterWriter(walk, mark, before) : afterOthers(walk, mark);
    before = mark;
  }
  return walk;
}

interface Walk extends Standing {
  /** What the writer made of the entry since `base`. */
  readonly states: readonly VersionMark[];
}

function afterWriter(walk: Walk, mark: VersionMark, before: VersionMark | undefined): Walk {
  // Where what the writer did before is undone already, there is something to undo only from here on.
  if (walk.held === "gone") return { base: before, held: "writer", states: [mark] };
  return { ...walk, states: [...walk.states, mark] };
}

function afterOthers(walk: Walk, mark: VersionMark): Walk {
  const { base, held, states } = walk;
  const isBase = base === undefined ? mark.deletedAt !== undefined : sameState(mark, base);
  if (isBase) return { ...walk, held: "gone" };
  const stays = held === "gone" && !states.some((state) => sameState(state, mark));
  return stays ? walk : { ...walk, held: "others" };
}

/** Leaves out undone changes that were done again: runs of undoing that end in the state they began with. */
function withoutUndone(
  marks: readonly VersionMark[],
  isWriters: (mark: VersionMark) => boolean,
): readonly VersionMark[] {
  const kept: VersionMark[] = [];
  let run: VersionMark[] = [];
  const endRun = () => {
    const [before, last] = [kept.at(-1), run.at(-1)];
    const undone =
      before !== undefined &&
      last !== undefined &&
      sameState(before, last) &&
      run.every(({ author }) => author.tool === UNDO_TOOL);
    if (!undone) kept.push(...run);
    run = [];
  };
  for (const mark of marks) {
    if (isWriters(mark)) {
      endRun();
      kept.push(mark);
    } else run.push(mark);
  }
  endRun();
  return kept;
}
