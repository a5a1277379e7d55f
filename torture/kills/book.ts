import { closeSync, openSync, readFileSync, writeSync } from "node:fs";
import type { Account } from "../account.ts";
import { sha256 } from "../ledger.ts";
import { readDescription, shortNote } from "./short-note.ts";

const ACKED = 1;
const UNANSWERED = 2;
const PRESENT = 4;
const DOUBLED = 8;

const RECORD_BYTES = 8;
const RECORDS = 1024;

/** An entry as a server gives it back. */
export interface FoundEntry {
  readonly source: string;
  readonly data: { readonly description: string; readonly content: string };
}

/** What was sent and what became of it, in a byte for each note; the answered ones in a file beside it. */
export interface Book {
  /** Number of the writer's next note, from 1. */
  next(writer: number): number;
  acked(writer: number, seq: number): void;
  /** The connection broke before an answer, or the answer says that nobody knows; what is neither was refused. */
  unanswered(writer: number, seq: number): void;
  /** Results so far. */
  readonly ackedCount: number;
  /** Counts what `owner` (from 0) was given, newest first, in pages; each owner is read once. */
  found(owner: number, page: readonly FoundEntry[]): void;
  /** The account of everything found; the answered notes are read from the file. */
  close(): { readonly account: Account; readonly foreign: number };
}

/** Writer `n` belongs to owner `n % owners`. `ackFile` must lie outside the server's data folder. */
export function createBook(ackFile: string, seed: number, writers: number, owners: number): Book {
  const states = Array.from({ length: writers }, () => new Uint8Array(1024));
  const sent = new Uint32Array(writers);
  const latest = new Uint32Array(writers).fill(0xffff_ffff);
  const counts = { present: 0, phantom: 0, torn: 0, doubled: 0, disordered: 0, foreign: 0 };
  const log = openLog(ackFile);
  let ackedCount = 0;

  function mark(writer: number, seq: number, state: number): void {
    const flags = states[writer];
    if (flags === undefined) throw new Error(`There is no writer ${writer}`);
    flags[seq] = (flags[seq] ?? 0) | state;
  }

  function countOne(owner: number, { source, data }: FoundEntry): void {
    const said = readDescription(data.description);
    const seqs = said === undefined ? undefined : states[said.writer];
    if (said === undefined || seqs === undefined || said.seq < 1 || said.seq > (sent[said.writer] ?? 0)) {
      counts.phantom += 1;
      return;
    }
    const { writer, seq, hash } = said;
    const state = seqs[seq] ?? 0;
    if (writer % owners !== owner) counts.foreign += 1;
    const { text } = shortNote(seed, writer, seq);
    if (data.content !== text || sha256(data.content) !== hash || source !== `writer-${writer}`)
      counts.torn += 1;
    if ((state & PRESENT) !== 0) {
      if ((state & DOUBLED) === 0) counts.doubled += 1;
      mark(writer, seq, DOUBLED);
      return;
    }
    counts.present += 1;
    if (seq > (latest[writer] ?? 0)) counts.disordered += 1;
    latest[writer] = seq;
    mark(writer, seq, PRESENT);
  }

  return {
    next(writer) {
      const seq = (sent[writer] ?? 0) + 1;
      sent[writer] = seq;
      const flags = states[writer];
      if (flags !== undefined && seq >= flags.length) {
        const larger = new Uint8Array(flags.length * 2);
        larger.set(flags);
        states[writer] = larger;
      }
      return seq;
    },
    acked(writer, seq) {
      ackedCount += 1;
      log.append(writer, seq);
    },
    unanswered: (writer, seq) => mark(writer, seq, UNANSWERED),
    get ackedCount() {
      return ackedCount;
    },
    found(owner, page) {
      for (const entry of page) countOne(owner, entry);
    },
    close() {
      log.close();
      for (const [writer, seq] of readLog(ackFile)) mark(writer, seq, ACKED);
      const { foreign, ...rest } = counts;
      return { account: { ...rest, ...countStates(states, rest.phantom) }, foreign };
    },
  };
}

function countStates(states: readonly Uint8Array[], strangers: number) {
  const sums = { acked: 0, lost: 0, unknown: 0, phantom: strangers };
  for (const state of states.flatMap((flags) => [...flags])) {
    const isAcked = (state & ACKED) !== 0;
    const isPresent = (state & PRESENT) !== 0;
    const isUnknown = (state & UNANSWERED) !== 0;
    if (isAcked) sums.acked += 1;
    if (isAcked && !isPresent) sums.lost += 1;
    if (!isAcked && isUnknown) sums.unknown += 1;
    if (!isAcked && !isUnknown && isPresent) sums.phantom += 1;
  }
  return sums;
}

/** Answered notes, appended to a file some at a time: two numbers of 32 bits each. */
function openLog(path: string) {
  const file = openSync(path, "w");
  const records = Buffer.alloc(RECORD_BYTES * RECORDS);
  let used = 0;
  const flush = () => {
    writeSync(file, records, 0, used);
    used = 0;
  };
  return {
    append(writer: number, seq: number): void {
      records.writeUInt32LE(writer, used);
      records.writeUInt32LE(seq, used + 4);
      used += RECORD_BYTES;
      if (used === records.length) flush();
    },
    close(): void {
      flush();
      closeSync(file);
    },
  };
}

function* readLog(path: string): Generator<readonly [writer: number, seq: number]> {
  const bytes = readFileSync(path);
  for (let at = 0; at < bytes.length; at += RECORD_BYTES)
    yield [bytes.readUInt32LE(at), bytes.readUInt32LE(at + 4)];
}
