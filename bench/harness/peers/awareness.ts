import path from "node:path";
import { remember } from "../../../src/domain/entries/remember.ts";
import { callerOf, DATABASE, OWNER, openServices } from "../database.ts";
import { indexSqlite } from "../search-index.ts";
import { programEnvironment, programPath } from "../servers.ts";
import type { Contestant, PeerNote } from "./contestant.ts";
import { countRows } from "./sqlite-files.ts";

const AT_ONCE = 500;

/** The built program of this checkout, as a user starts it. */
export const awareness: Contestant = {
  name: "awareness",
  program: ({ root }, dataDir) => ({
    args: [programPath(root), "serve"],
    env: { ...programEnvironment(dataDir), AWARENESS_DEFAULT_OWNER: OWNER },
    cwd: dataDir,
  }),
  async fill({ root }, dataDir, notes) {
    const file = path.join(dataDir, DATABASE);
    const { services, close } = await openServices(root, file);
    const caller = callerOf("remember");
    let some: Promise<unknown>[] = [];
    for (const note of notes) {
      some.push(remember(services, caller, { ...toNote(note), learned_from: "conversation" }));
      if (some.length < AT_ONCE) continue;
      await Promise.all(some);
      some = [];
    }
    await Promise.all(some);
    await close();
    await indexSqlite(file);
  },
  create: (note) => ({ tool: "remember", args: toNote(note) }),
  find: (query) => ({ tool: "search", args: { query, limit: 10 } }),
  list: { tool: "get_knowledge", args: { limit: 20 } },
  count: (dataDir) => countRows(path.join(dataDir, DATABASE), "entries", `owner_id = '${OWNER}'`),
};

function toNote({ title, text }: PeerNote) {
  return { source: "bench", tags: ["note"], description: title, content: text };
}
