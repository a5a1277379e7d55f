import type { TestProject } from "vitest/node";
import { withClient } from "./client.ts";
import { type Cluster, startCluster } from "./cluster.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** Of the Postgres that all tests share, as superuser: make a database of your own on it. */
    readonly postgresUrl: string;
  }
}

let cluster: Cluster | undefined;

async function checkGiven(url: string): Promise<string> {
  const isSuperuser = await withClient(url, async (client) => {
    const { rows } = await client.query("select current_setting('is_superuser') as answer");
    return rows[0].answer === "on";
  }).catch((error: Error) => {
    throw new Error(`TEST_DATABASE_URL: cannot connect: ${error.message || String(error)}`);
  });
  if (!isSuperuser) throw new Error("TEST_DATABASE_URL must be the URL of a superuser: tests create roles.");
  return url;
}

async function startOwn(): Promise<string> {
  cluster = await startCluster();
  return cluster.adminUrl;
}

/** Gives all tests one Postgres: that of TEST_DATABASE_URL, or a throw-away one. @throws Error when there is none: nothing is skipped. */
export async function setup(project: TestProject): Promise<void> {
  const given = process.env.TEST_DATABASE_URL;
  try {
    project.provide("postgresUrl", given ? await checkGiven(given) : await startOwn());
  } catch (error) {
    // What is missing is outside the code: a stack would only bury the line that says it.
    if (error instanceof Error) error.stack = "";
    throw error;
  }
}

export async function teardown(): Promise<void> {
  const given = process.env.TEST_DATABASE_URL;
  if (given) await dropLeftovers(given);
  await cluster?.stop();
}

/** Databases that tests made; the template stays for the next run. */
async function dropLeftovers(url: string): Promise<void> {
  await withClient(url, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      "select datname as name from pg_database where datname ~ '^awareness_test_[0-9a-f]+$'",
    );
    for (const { name } of rows) await client.query(`drop database if exists ${name} with (force)`);
  });
}
