import { randomBytes } from "node:crypto";
import { escapeIdentifier } from "pg";
import { withClient } from "./client.ts";

/** A database of its own on a server that tests share. */
export interface TestDatabase {
  readonly name: string;
  /** As the superuser of `adminUrl`. */
  readonly url: string;
  /** The same database for another role. */
  urlAs(role: string, password: string): string;
  /** Removes it, with whoever is still connected. */
  drop(): Promise<void>;
}

export interface DatabaseOptions {
  /** Name of the database to copy, to which nobody may be connected. Default: an empty one in UTF-8. */
  readonly template?: string;
}

const EMPTY = "template0 encoding 'UTF8'";

/** Creates a database with a name of its own. `adminUrl` is a superuser's. */
export async function createDatabase(adminUrl: string, options: DatabaseOptions = {}): Promise<TestDatabase> {
  const name = `awareness_test_${randomBytes(8).toString("hex")}`;
  const from = options.template === undefined ? EMPTY : escapeIdentifier(options.template);
  await withClient(adminUrl, (admin) => admin.query(`create database ${name} template ${from}`));
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return {
    name,
    url: url.href,
    urlAs(role, password) {
      const other = new URL(url);
      other.username = encodeURIComponent(role);
      other.password = encodeURIComponent(password);
      return other.href;
    },
    async drop() {
      await withClient(adminUrl, (admin) => admin.query(`drop database if exists ${name} with (force)`));
    },
  };
}
