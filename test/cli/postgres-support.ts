import { randomBytes } from "node:crypto";
import { inject, onTestFinished } from "vitest";
import { withClient } from "../helpers/postgres/client.ts";
import { createDatabase, type DatabaseOptions, type TestDatabase } from "../helpers/postgres/database.ts";

/** A database without tables, or what `options` say, gone after the test. */
export async function makeDatabase(options?: DatabaseOptions): Promise<TestDatabase> {
  const database = await createDatabase(inject("postgresUrl"), options);
  onTestFinished(() => database.drop());
  return database;
}

/**
 * A name for a role that only this test uses: roles belong to the server. Ask for it before any database whose rights it
 * gets: what is made last goes first.
 */
export function nameRole(): string {
  const role = `awareness_test_${randomBytes(6).toString("hex")}`;
  onTestFinished(async () => {
    await ask(inject("postgresUrl"), `DROP ROLE IF EXISTS ${role}`);
  });
  return role;
}

/** Rows of one query. */
export function ask<Row>(
  url: string,
  text: string,
  values: readonly unknown[] = [],
): Promise<readonly Row[]> {
  return withClient(url, async (client) => (await client.query(text, [...values])).rows);
}

/** SQLSTATE with which the server refuses a statement; `undefined` when it does not. */
export function refusalOf(url: string, text: string): Promise<string | undefined> {
  return ask(url, text).then(
    () => undefined,
    (error: { readonly code?: string }) => error.code,
  );
}
