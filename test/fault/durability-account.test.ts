import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Account, type FoundNote, isClean, takeAccount } from "../../torture/account.ts";
import { createLedger, type Note } from "../../torture/ledger.ts";
import { createRandom } from "../../torture/random.ts";
import { makeTempDir } from "../helpers/temp-dir.ts";

/** Two answered notes, then one without an answer, then one that was refused. */
function write() {
  const ledger = createLedger(join(makeTempDir(), "acked.log"), createRandom(1));
  const notes = Array.from({ length: 4 }, () => ledger.next("writer")) as [Note, Note, Note, Note];
  for (const note of notes) ledger.sent(note);
  ledger.acked(notes[0]);
  ledger.acked(notes[1]);
  ledger.unanswered(notes[2]);
  ledger.refused(notes[3], "locked");
  return { ledger, notes };
}

const CLEAN: Account = {
  acked: 2,
  present: 2,
  lost: 0,
  phantom: 0,
  unknown: 1,
  torn: 0,
  doubled: 0,
  disordered: 0,
};

/** Found newest first. */
type Spoil = (notes: readonly [Note, Note, Note, Note]) => readonly FoundNote[];

const CASES: readonly { readonly what: string; readonly found: Spoil; readonly counts: Partial<Account> }[] =
  [
    { what: "all answered notes there", found: ([one, two]) => [two, one], counts: {} },
    {
      what: "the unanswered one there too",
      found: ([one, two, three]) => [three, two, one],
      counts: { present: 3 },
    },
    { what: "an answered one missing", found: ([one]) => [one], counts: { present: 1, lost: 1 } },
    {
      what: "a refused one there",
      found: ([one, two, , four]) => [four, two, one],
      counts: { present: 3, phantom: 1 },
    },
    {
      what: "one there that nobody sent",
      found: ([one, two]) => [two, one, { ...one, key: "other/1", writer: "other" }],
      counts: { present: 3, phantom: 1 },
    },
    {
      what: "a text cut short",
      found: ([one, two]) => [two, { ...one, text: one.text.slice(1) }],
      counts: { torn: 1 },
    },
    { what: "one there twice", found: ([one, two]) => [two, one, one], counts: { doubled: 1 } },
    {
      what: "a writer's notes in another order",
      found: ([one, two]) => [one, two],
      counts: { disordered: 1 },
    },
  ];

describe("the account of answered notes", () => {
  it.each(CASES)("counts $what", ({ found, counts }) => {
    const { ledger, notes } = write();
    const account = takeAccount(ledger, found(notes));
    expect(account).toEqual({ ...CLEAN, ...counts });
    const { present: _, ...faults } = counts;
    expect(isClean(account)).toBe(Object.keys(faults).length === 0);
  });

  it("takes an answer that came on the second try as an answer", () => {
    const { ledger, notes } = write();
    ledger.sent(notes[2]);
    ledger.acked(notes[2]);
    expect(takeAccount(ledger, [notes[2], notes[1], notes[0]])).toEqual({
      ...CLEAN,
      acked: 3,
      present: 3,
      unknown: 0,
    });
  });
});
