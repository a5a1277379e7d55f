import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import type { CopyProgress } from "../../src/app/copy/copy-database.ts";
import { compareDatabases, copyDatabase } from "../../src/app/copy/copy-database.ts";
import type { PostgresTarget } from "../../src/config/config.ts";
import { copy, deps, makeFile, makeServer, quiet, theSource } from "../cli/copy-support.ts";
import { withClient } from "../helpers/postgres/client.ts";
import { startWireProxy, type WireProxy } from "../helpers/postgres/wire-proxy.ts";

const AGAIN = / cannot be reached.*\. Run the same command again; it goes on where it was\.$/;
/** Of which ten until the silence is noticed. */
const PATIENCE_MS = 14_000;

let line: WireProxy;

beforeAll(async () => {
  const { hostname, port } = new URL(inject("postgresUrl"));
  line = await startWireProxy({ host: hostname, port: Number(port) });
});
afterAll(() => line.close());

/** The same database over a line that the test may cut. */
async function makeFarServer(): Promise<PostgresTarget> {
  const { url } = await makeServer();
  return { kind: "postgres", url: line.through(url) };
}

/** From the first rows on, or the first table compared, the database answers nobody. */
function silentAfter(event: keyof CopyProgress): CopyProgress {
  return { ...quiet, [event]: () => line.blackhole(true) };
}

async function failureOf(work: Promise<unknown>) {
  const begin = performance.now();
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  line.blackhole(false);
  line.cut();
  return { error, ms: performance.now() - begin };
}

it.each(["copied", "compared"] as const)(
  "a target that falls silent once rows are %s ends the copy soon; the same command finishes it",
  async (event) => {
    const request = { from: await theSource(), to: await makeFarServer() };
    const { error, ms } = await failureOf(copyDatabase(request, deps, silentAfter(event)));
    expect(error).toMatchObject({ code: "unavailable", message: expect.stringMatching(AGAIN) });
    expect(ms).toBeLessThan(PATIENCE_MS);
    const again = await copyDatabase(request, deps, quiet);
    expect(again.resumedAt).toBeGreaterThan(0);
  },
);

it("a source that falls silent ends the copy soon; the same command finishes it", async () => {
  const [far, to] = [await makeFarServer(), makeFile()];
  await copy(await theSource(), far);
  const request = { from: far, to };
  const { error, ms } = await failureOf(copyDatabase(request, deps, silentAfter("copied")));
  expect(error).toMatchObject({ code: "unavailable", message: expect.stringMatching(AGAIN) });
  expect(ms).toBeLessThan(PATIENCE_MS);
  expect((await copyDatabase(request, deps, quiet)).resumedAt).toBeGreaterThan(0);
});

it("a comparison that is cut off does not say that it goes on", async () => {
  const [source, far] = [await theSource(), await makeFarServer()];
  await copy(source, far);
  const request = { from: source, to: far };
  const { error, ms } = await failureOf(compareDatabases(request, deps, silentAfter("compared")));
  expect(error).toMatchObject({ code: "unavailable", message: expect.not.stringContaining("goes on") });
  expect(ms).toBeLessThan(PATIENCE_MS);
});

it("a server that is slow, and not silent, gets the time that it takes", async () => {
  const server = await makeServer();
  await copy(await theSource(), server);
  await withClient(server.adminUrl, async (client) => {
    await client.query("BEGIN; LOCK TABLE entries IN ACCESS EXCLUSIVE MODE");
    const copying = copyDatabase({ from: server, to: makeFile() }, deps, quiet);
    await sleep(12_000);
    await client.query("COMMIT");
    await expect(copying).resolves.toMatchObject({ resumedAt: 0 });
  });
});
