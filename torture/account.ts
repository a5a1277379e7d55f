import { type Ledger, sha256 } from "./ledger.ts";

/** A note as the server gives it back. */
export interface FoundNote {
  readonly key: string;
  readonly writer: string;
  readonly seq: number;
  readonly sha256: string;
  readonly text: string;
}

/** What became of the notes. All but `acked`, `present` and `unknown` must be 0. */
export interface Account {
  readonly acked: number;
  readonly present: number;
  /** Answered, but not there. */
  readonly lost: number;
  /** There, but never sent, or sent and answered with an error. */
  readonly phantom: number;
  /** Sent without an answer; may be there or not. */
  readonly unknown: number;
  /** There, but not as sent. */
  readonly torn: number;
  /** There more than once. */
  readonly doubled: number;
  /** Pairs of a writer's neighbouring notes that came back in the wrong order. */
  readonly disordered: number;
}

/** Compares what was sent and answered with what is there, given newest first. */
export function takeAccount(ledger: Ledger, found: readonly FoundNote[]): Account {
  const acked = ledger.readAcked();
  const times = new Map<string, number>();
  for (const { key } of found) times.set(key, (times.get(key) ?? 0) + 1);
  const isPhantom = (key: string) => !ledger.notes.has(key) || (ledger.refusals.has(key) && !acked.has(key));
  return {
    acked: acked.size,
    present: times.size,
    lost: [...acked].filter((key) => !times.has(key)).length,
    phantom: [...times.keys()].filter(isPhantom).length,
    unknown: [...ledger.unansweredKeys].filter((key) => !acked.has(key)).length,
    torn: found.filter((note) => isTorn(ledger, note)).length,
    doubled: [...times.values()].filter((count) => count > 1).length,
    disordered: countDisorder(found),
  };
}

function isTorn(ledger: Ledger, { key, text, sha256: stated }: FoundNote): boolean {
  const sent = ledger.notes.get(key);
  return sha256(text) !== stated || (sent !== undefined && sent.text !== text);
}

function countDisorder(found: readonly FoundNote[]): number {
  const latest = new Map<string, number>();
  let wrong = 0;
  for (const { writer, seq } of found) {
    if (seq > (latest.get(writer) ?? Number.POSITIVE_INFINITY)) wrong += 1;
    latest.set(writer, seq);
  }
  return wrong;
}

/** True when nothing answered is missing and nothing is there that should not be. */
export function isClean({ lost, phantom, torn, doubled, disordered }: Account): boolean {
  return lost + phantom + torn + doubled + disordered === 0;
}

export const NOTHING: Account = {
  acked: 0,
  present: 0,
  lost: 0,
  phantom: 0,
  unknown: 0,
  torn: 0,
  doubled: 0,
  disordered: 0,
};

export function addAccounts(one: Account, other: Account): Account {
  const sum = Object.keys(NOTHING).map((name) => [
    name,
    one[name as keyof Account] + other[name as keyof Account],
  ]);
  return Object.fromEntries(sum) as Account;
}
