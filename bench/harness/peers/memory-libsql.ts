import path from "node:path";
import type { Contestant } from "./contestant.ts";
import { peerProgram } from "./install.ts";
import { toEntity } from "./server-memory.ts";
import { countRows, fillTables } from "./sqlite-files.ts";

const FILE = "memory.db";

/** The same tools as `server-memory` on a libSQL database. */
export const memoryLibsql: Contestant = {
  name: "mcp-memory-libsql",
  program: (workshop, dataDir) =>
    peerProgram(workshop, "mcp-memory-libsql/dist/index.js", dataDir, {
      LIBSQL_URL: `file:${path.join(dataDir, FILE)}`,
    }),
  async fill(workshop, dataDir, notes) {
    await fillTables(workshop, this.program(workshop, dataDir), path.join(dataDir, FILE), (db) => {
      const entity = db.prepare("INSERT INTO entities (name, entity_type) VALUES (?, 'note')");
      const observation = db.prepare("INSERT INTO observations (entity_name, content) VALUES (?, ?)");
      for (const { title, text } of notes) {
        entity.run(title);
        observation.run(title, text);
      }
    });
  },
  create: (note) => ({ tool: "create_entities", args: { entities: [toEntity(note)] } }),
  find: (query) => ({ tool: "search_nodes", args: { query, limit: 10 } }),
  list: { tool: "read_graph", args: {} },
  count: (dataDir) => countRows(path.join(dataDir, FILE), "entities"),
  remarks: { list: "it lists 10" },
};
