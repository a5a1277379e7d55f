import type { Json } from "../mcp-messages.ts";
import type { Program } from "../stdio-session.ts";
import type { Workshop } from "../workshop.ts";

/** What everybody stores: about 45 words. */
export interface PeerNote {
  /** Stands in this note and in no other. */
  readonly word: string;
  /** Begins with the word; at most 256 characters. */
  readonly title: string;
  readonly text: string;
}

export interface ToolCall {
  readonly tool: string;
  readonly args: Json;
}

export type OperationName = "store one" | "find one" | "list";

/** A memory server that is measured beside others. */
export interface Contestant {
  readonly name: string;
  /** How to start it on the store in a folder. */
  program(workshop: Workshop, dataDir: string): Program;
  /** Fills the store of an empty folder, past the tools that take one note at a time. */
  fill(workshop: Workshop, dataDir: string, notes: Iterable<PeerNote>): Promise<void>;
  create(note: PeerNote): ToolCall;
  find(word: string): ToolCall;
  /** The newest notes: 20 of them, or what the server offers instead. */
  readonly list: ToolCall;
  /** Notes in the store of a folder that no server has open. */
  count(dataDir: string): number;
  /** What must be known to read its numbers of an operation. */
  readonly remarks?: Readonly<Partial<Record<OperationName, string>>>;
}
