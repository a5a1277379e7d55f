import { randomUUID } from "node:crypto";
import path from "node:path";
import type { Contestant, PeerNote } from "./contestant.ts";
import { peerProgram } from "./install.ts";
import { NOT_DURABLE } from "./server-memory.ts";
import { countRows, fillTables } from "./sqlite-files.ts";

const FILE = "context.db";
const SESSION = "11111111-1111-4111-8111-111111111111";

/** Keys and values in sessions, on SQLite. Its command only starts this program once more. */
export const memoryKeeper: Contestant = {
  name: "mcp-memory-keeper",
  program: (workshop, dataDir) =>
    peerProgram(workshop, "mcp-memory-keeper/dist/index.js", dataDir, { DATA_DIR: dataDir }),
  async fill(workshop, dataDir, notes) {
    await fillTables(workshop, this.program(workshop, dataDir), path.join(dataDir, FILE), (db) => {
      db.prepare("INSERT INTO sessions (id, name) VALUES (?, 'bench')").run(SESSION);
      const item = db.prepare(
        `INSERT INTO context_items (id, session_id, key, value, priority, size, channel, sequence_number)
         VALUES (?, ?, ?, ?, 'normal', ?, 'general', ?)`,
      );
      // With a number of its own an item is not numbered by a trigger, which reads the whole session for each.
      let sequence = 0;
      for (const note of notes) {
        const value = toValue(note);
        sequence += 1;
        item.run(randomUUID(), SESSION, note.word, value, Buffer.byteLength(value), sequence);
      }
    });
  },
  create: (note) => ({ tool: "context_save", args: { key: note.word, value: toValue(note) } }),
  find: (query) => ({ tool: "context_search", args: { query, limit: 10 } }),
  list: { tool: "context_get", args: { sessionId: SESSION, limit: 20 } },
  count: (dataDir) => countRows(path.join(dataDir, FILE), "context_items"),
  remarks: { "store one": NOT_DURABLE },
};

const toValue = ({ title, text }: PeerNote): string => `${title}\n${text}`;
