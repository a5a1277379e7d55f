import { describe, expect, it } from "vitest";
import type { ChangeKind } from "../../../../src/domain/entries/entry.ts";
import { planEntry } from "../../../../src/domain/undo/plan-entry.ts";
import type { VersionMark } from "../../../../src/domain/undo/undo-store.ts";

const NOW = 1_000_000;
const EXPIRED = { expiresAt: NOW - 1 };

/**
 * One version in a word: who (X is the writer, A and B are others, u and v are undone runs), then `-` for the trash or a
 * letter for the content, such as `Xp` for what X wrote, and `!` when it has an expiry that has passed.
 */
function toMark(word: string, index: number): VersionMark {
  const [who = "", content = ""] = word;
  const isUndo = "uv".includes(who);
  const trashed = word.includes("-");
  return {
    version: index + 1,
    change: kindAt(index, trashed),
    at: index + 1,
    author: isUndo ? { by: `undo ${who}`, tool: "undo" } : { by: who, tool: "remember" },
    content,
    ...(trashed ? { deletedAt: index } : {}),
    ...(word.includes("!") ? EXPIRED : {}),
  };
}

const kindAt = (index: number, trashed: boolean): ChangeKind => {
  if (index === 0) return "created";
  return trashed ? "deleted" : "updated";
};

interface Options {
  readonly name?: string;
  readonly force?: boolean;
  readonly since?: number;
  readonly until?: number;
}

function plan(history: string, { name = "X", force = false, ...times }: Options = {}): string {
  const all = history.split(" ").map(toMark);
  const inTime = ({ at, author }: VersionMark) =>
    author.by === name && at >= (times.since ?? 0) && at <= (times.until ?? NOW);
  const first = all.find(inTime)?.version ?? 0;
  const marks = all.filter(({ version }) => version >= first - 1);
  const touches = { writer: { name, verified: false }, ...times };
  const entry = { id: "e", type: "note", source: "s", marks } as const;
  const { does, step, forced } = planEntry(entry, touches, { now: NOW, force });
  if (step === undefined) return does;
  const to = `${step.trashed ? "trash" : "live"} ${step.base === undefined ? "as it is" : `as version ${step.base}`}`;
  expect(step).toMatchObject({ id: "e", version: all.length });
  return `${does}: ${to}${forced === true ? ", forced" : ""}`;
}

describe("undoing one writer in one entry", () => {
  it.each([
    ["made by the writer", "Xa", "trash: trash as it is"],
    ["made and edited by the writer", "Xa Xb", "trash: trash as it is"],
    ["made by the writer, edited by another", "Xa Ab", "changed_later"],
    ["made by the writer, trashed by another", "Xa Aa-", "already_undone"],
    ["made by the writer, trashed and brought back by another", "Xa Aa- Aa", "changed_later"],
    ["made by the writer, expired", "Xa!", "already_undone"],
    ["edited by the writer", "Aa Xb", "revert: live as version 1"],
    ["edited several times by the writer", "Aa Ab Xc Xd", "revert: live as version 2"],
    ["edited by the writer, then by another", "Aa Xb Ac", "changed_later"],
    ["edited by the writer, then by another, then by the writer", "Aa Xb Ac Xd", "changed_later"],
    ["edited by the writer, put right by another", "Aa Xb Ba", "already_undone"],
    ["put right by another and edited again", "Aa Xb Ba Bc", "already_undone"],
    ["put right by another, who then took the writer's version", "Aa Xb Ba Bb", "changed_later"],
    [
      "put right and edited by another, then again by the writer",
      "Aa Xb Aa Ac Xd",
      "revert: live as version 4",
    ],
    ["edited and put right by the writer", "Aa Xb Xa", "already_undone"],
    ["another's edit overwritten by the writer with what was before", "Aa Xb Ac Xa", "changed_later"],
    ["deleted by the writer", "Aa Xa-", "restore: live as version 1"],
    ["edited and deleted by the writer", "Aa Xb Xb-", "restore: live as version 1"],
    ["deleted by the writer, brought back by another", "Aa Xa- Aa", "already_undone"],
    ["brought back by the writer", "Aa Aa- Xa", "trash: trash as it is"],
    ["brought back and edited by the writer", "Aa Aa- Xa Xb", "trash: trash as version 2"],
    ["brought back, edited and deleted by the writer", "Aa Aa- Xa Xb Xb-", "revert: trash as version 2"],
    ["given new life by the writer after it had expired", "Aa! Xb", "trash: trash as version 1"],
    ["deleted by the writer, would have expired by now", "Aa! Xa!-", "expired"],
    ["made to expire by the writer", "Aa Xb!", "restore: live as version 1"],
  ])("%s: %s is %s", (_, history, expected) => {
    expect(plan(history)).toBe(expected);
  });

  it.each([
    ["undone", "Xa ua-", "already_undone"],
    ["undone and done again", "Xa ua- va", "trash: trash as it is"],
    ["an edit undone and done again", "Aa Xb ua vb", "revert: live as version 1"],
    ["an edit undone, then edited by another", "Aa Xb ua Ac", "already_undone"],
    ["an edit undone, and another one", "Aa Xb ua Xc", "revert: live as version 3"],
    ["undone, done again, edited by another", "Xa ua- va Ab", "changed_later"],
  ])("what is %s: %s is %s", (_, history, expected) => {
    expect(plan(history)).toBe(expected);
  });

  it("an undo is undone like any writer", () => {
    expect(plan("Xa ua-", { name: "undo u" })).toBe("restore: live as version 1");
    expect(plan("Aa Xb ua", { name: "undo u" })).toBe("revert: live as version 2");
    expect(plan("Xa ua- va", { name: "undo v" })).toBe("trash: trash as it is");
    expect(plan("Xa ua- Aa", { name: "undo u" })).toBe("already_undone");
  });

  it.each([
    ["Xa Ab", "trash: trash as it is, forced"],
    ["Aa Xb Ac Xd", "revert: live as version 1, forced"],
    ["Aa Xb Ac Ac-", "restore: live as version 1, forced"],
    ["Aa Xb Ac Xa", "already_undone"],
    ["Aa Xb", "revert: live as version 1"],
  ])("by force %s is %s", (history, expected) => {
    expect(plan(history, { force: true })).toBe(expected);
  });

  it("what the writer did outside the time counts as a change of others", () => {
    expect(plan("Xa Xb Xc", { since: 2 })).toBe("revert: live as version 1");
    expect(plan("Xa Xb Xc", { since: 3, until: 3 })).toBe("revert: live as version 2");
    expect(plan("Xa Xb Xc", { since: 2, until: 2 })).toBe("changed_later");
  });

  it("a version that is purged cannot come back", () => {
    const marks = [toMark("Xb", 4), toMark("Xc", 5)];
    const entry = { id: "e", type: "status", source: "s", marks } as const;
    const touches = { writer: { name: "X", verified: false } };
    expect(planEntry(entry, touches, { now: NOW, force: true })).toMatchObject({ does: "history_gone" });
  });
});
