import { expect, it } from "vitest";
import { createPool } from "../../src/store/postgres/pool.ts";
import { sql } from "../../src/store/postgres/sql.ts";
import { createTransactions } from "../../src/store/postgres/transactions.ts";
import { createTestClock, silent } from "../contract/backends.ts";
import { alice } from "../contract/fixtures.ts";
import { takeDatabase } from "../contract/postgres-backend.ts";
import { withClient } from "../helpers/postgres/client.ts";

const ANY = sql("SELECT 1 AS one");

it("a change that waits in vain for its owner's lock says so, whatever it asked first", async () => {
  const database = await takeDatabase();
  const pool = createPool({ url: database.url, log: silent, max: 2 });
  const transactions = createTransactions(pool, createTestClock());
  const change = () =>
    transactions.change(alice, (transaction) => transaction.all(ANY, {}), { timeoutMs: 700 });
  try {
    await change();
    await withClient(database.adminUrl, async (client) => {
      await client.query("BEGIN");
      await client.query("SELECT 1 FROM owners FOR UPDATE");
      await expect(change()).rejects.toMatchObject({ code: "unavailable", details: { reason: "timeout" } });
      await client.query("ROLLBACK");
    });
    expect(await change()).toEqual([{ one: 1 }]);
  } finally {
    await transactions.close();
    await database.giveBack();
  }
});
