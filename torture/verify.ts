import { join } from "node:path";
import Database from "better-sqlite3";
import { type Account, type FoundNote, takeAccount } from "./account.ts";
import { connect } from "./client.ts";
import { startHttp } from "./http-server.ts";
import type { Ledger } from "./ledger.ts";
import { type Launch, mintToken } from "./program.ts";
import { readNotes } from "./read-back.ts";

export interface Verified {
  readonly account: Account;
  /** `ok`, or what SQLite finds wrong with the file. */
  readonly integrity: string;
  /** False when stdio and HTTP do not give back the same notes in the same order. */
  readonly agree: boolean;
}

/** Reads everything back through fresh servers, over stdio and over HTTP, and takes account. */
export async function verify(launch: Launch, ledger: Ledger): Promise<Verified> {
  const [overStdio, overHttp] = [await readOverStdio(launch), await readOverHttp(launch)];
  const keys = (notes: readonly FoundNote[]) => notes.map(({ key }) => key).join("\n");
  return {
    account: takeAccount(ledger, overStdio),
    integrity: checkIntegrity(join(launch.dataDir, "awareness.db")),
    agree: keys(overStdio) === keys(overHttp),
  };
}

async function readOverStdio(launch: Launch): Promise<readonly FoundNote[]> {
  const client = await connect("modern", { kind: "stdio", launch });
  try {
    return await readNotes(client);
  } finally {
    await client.close();
  }
}

async function readOverHttp(launch: Launch): Promise<readonly FoundNote[]> {
  const token = await mintToken(launch);
  const server = await startHttp(launch);
  try {
    const client = await connect("old", { kind: "http", url: server.url, token });
    const notes = await readNotes(client);
    await client.close();
    return notes;
  } finally {
    await server.kill("SIGTERM");
  }
}

/** Verdict of SQLite on the whole file, foreign keys included. */
export function checkIntegrity(path: string): string {
  const db = new Database(path, { timeout: 10_000 });
  try {
    const found = db.pragma("integrity_check", { simple: true });
    const orphans = db.pragma("foreign_key_check") as unknown[];
    return found === "ok" && orphans.length > 0 ? `${orphans.length} broken references` : String(found);
  } finally {
    db.close();
  }
}
