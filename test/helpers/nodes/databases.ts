import { takeDatabase } from "../../contract/postgres-backend.ts";
import type { Environment } from "../program.ts";

/** A database that nodes may share, empty and migrated. */
export interface NodeDatabase {
  readonly env: Environment;
  /** Of Postgres, as superuser. */
  readonly adminUrl?: string;
  giveBack(): Promise<void>;
}

export interface NodeDatabases {
  readonly name: "SQLite" | "Postgres";
  take(): Promise<NodeDatabase>;
}

/** What the tests of several nodes run on. `startNodes` makes the SQLite file itself. */
export const NODE_DATABASES: readonly NodeDatabases[] = [
  { name: "SQLite", take: async () => ({ env: {}, giveBack: async () => {} }) },
  {
    name: "Postgres",
    async take() {
      const { url, adminUrl, giveBack } = await takeDatabase();
      return { env: { AWARENESS_DATABASE_URL: url }, adminUrl, giveBack };
    },
  },
];
