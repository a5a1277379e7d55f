import { createHash } from "node:crypto";
import { appendFileSync, readFileSync } from "node:fs";
import type { Random } from "./random.ts";

/** One note as it is written. */
export interface Note {
  readonly key: string;
  /** Who writes it: one loop that waits for each answer before it goes on. */
  readonly writer: string;
  /** Its place among the writer's notes. */
  readonly seq: number;
  readonly text: string;
  readonly sha256: string;
  /** Written under its key, so that it can be sent again after a lost answer. */
  readonly keyed: boolean;
}

/** What was sent, and what became of it as the clients saw it. The list of answered notes is a file of its own. */
export interface Ledger {
  /** A new note of this writer. */
  next(writer: string): Note;
  /** The note goes out; again, when its first answer was lost. */
  sent(note: Note): void;
  /** The result has arrived. */
  acked(note: Note): void;
  /** The answer says that nothing was stored. */
  refused(note: Note, why: string): void;
  /** The connection broke before an answer. */
  unanswered(note: Note): void;
  /** Keys with a result, read back from the file. */
  readAcked(): ReadonlySet<string>;
  readonly notes: ReadonlyMap<string, Note>;
  readonly refusals: ReadonlyMap<string, string>;
  readonly unansweredKeys: ReadonlySet<string>;
  /** Of sends, each attempt counted. */
  readonly attempts: number;
}

export const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

const LONG_EVERY = 8;
const LONGEST = 12_000;

/** `ackFile` must lie outside the server's data folder. */
export function createLedger(ackFile: string, random: Random): Ledger {
  const notes = new Map<string, Note>();
  const refusals = new Map<string, string>();
  const unansweredKeys = new Set<string>();
  const counters = new Map<string, number>();
  let attempts = 0;
  appendFileSync(ackFile, "");

  return {
    notes,
    refusals,
    unansweredKeys,
    get attempts() {
      return attempts;
    },
    next(writer) {
      const seq = (counters.get(writer) ?? 0) + 1;
      counters.set(writer, seq);
      // Some are longer than a database page, so that one note is written in several pieces.
      const text = random.text(
        random.int(0, LONG_EVERY) === 0 ? random.int(4000, LONGEST) : random.int(1, 400),
      );
      const key = `${writer}/${seq}`;
      return { key, writer, seq, text, sha256: sha256(text), keyed: random.next() < 0.5 };
    },
    sent(note) {
      attempts += 1;
      notes.set(note.key, note);
      refusals.delete(note.key);
      unansweredKeys.delete(note.key);
    },
    acked(note) {
      appendFileSync(ackFile, `${note.key}\n`);
    },
    refused: (note, why) => void refusals.set(note.key, why),
    unanswered: (note) => void unansweredKeys.add(note.key),
    readAcked: () => new Set(readFileSync(ackFile, "utf8").split("\n").filter(Boolean)),
  };
}

/** Arguments of `remember` for a note. */
export function toRemember({ key, writer, seq, text, sha256: hash, keyed }: Note) {
  return {
    source: writer,
    tags: ["torture", keyed ? "keyed" : "plain"],
    description: JSON.stringify({ key, seq, sha256: hash }),
    content: text,
    ...(keyed ? { logical_key: key } : {}),
  };
}
