import type { Entry, EntryType } from "../entries/entry.ts";

/** What is embedded for one entry. */
export interface EntryText {
  /** Of everything that the chunks depend on: another hash means other chunks. */
  readonly hash: Uint8Array;
  /** At least one text. Made when called. */
  chunks(): readonly string[];
}

/** Turns entries into the texts that are embedded for them. */
export interface EntryTexts {
  /** The types of entry that are found by what they mean. */
  readonly types: readonly EntryType[];
  textOf(entry: Entry): EntryText;
}
