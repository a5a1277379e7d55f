import { closeSync, openSync, readFileSync, writeSync } from "node:fs";
import path from "node:path";
import type { Contestant, PeerNote } from "./contestant.ts";
import { peerProgram } from "./install.ts";

const FILE = "memory.jsonl";

/** Said of servers whose answer does not mean that a note survives a power failure. */
export const NOT_DURABLE = "its write does not wait for the disk";

/** The reference server of the protocol's authors: one file of JSON lines, read and written whole by every call. */
export const serverMemory: Contestant = {
  name: "server-memory",
  program: (workshop, dataDir) =>
    peerProgram(workshop, "@modelcontextprotocol/server-memory/dist/index.js", dataDir, {
      MEMORY_FILE_PATH: path.join(dataDir, FILE),
    }),
  async fill(_workshop, dataDir, notes) {
    const file = openSync(path.join(dataDir, FILE), "w");
    let lineEnd = "";
    for (const note of notes) {
      writeSync(file, `${lineEnd}${JSON.stringify({ type: "entity", ...toEntity(note) })}`);
      lineEnd = "\n";
    }
    closeSync(file);
  },
  create: (note) => ({ tool: "create_entities", args: { entities: [toEntity(note)] } }),
  find: (query) => ({ tool: "search_nodes", args: { query } }),
  list: { tool: "read_graph", args: {} },
  count: (dataDir) => readFileSync(path.join(dataDir, FILE), "utf8").split("\n").filter(Boolean).length,
  remarks: { "store one": NOT_DURABLE, list: "it lists everything" },
};

/** A note as the servers with a graph of entities store it. */
export function toEntity({ title, text }: PeerNote) {
  return { name: title, entityType: "note", observations: [text] };
}
