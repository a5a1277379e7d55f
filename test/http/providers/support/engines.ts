import Database from "better-sqlite3";
import { takeDatabase } from "../../../contract/postgres-backend.ts";
import { withClient } from "../../../helpers/postgres/client.ts";
import { makeTempDir } from "../../../helpers/temp-dir.ts";

/** A database of its own, and a way past the server. */
export interface EngineDatabase {
  readonly url: string;
  execute(sql: string): Promise<void>;
  giveBack(): Promise<void>;
}

export const ENGINES: readonly { readonly engine: string; take(): Promise<EngineDatabase> }[] = [
  {
    engine: "SQLite",
    async take() {
      const path = `${makeTempDir()}/store.db`;
      return {
        url: `sqlite:${path}`,
        async execute(sql) {
          const db = new Database(path);
          db.exec(sql);
          db.close();
        },
        giveBack: async () => {},
      };
    },
  },
  {
    engine: "Postgres",
    async take() {
      const { url, adminUrl, giveBack } = await takeDatabase();
      const execute = (sql: string) => withClient(adminUrl, async (client) => void (await client.query(sql)));
      return { url, execute, giveBack };
    },
  },
];
