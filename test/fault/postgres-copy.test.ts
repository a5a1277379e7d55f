import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, expect, inject, it } from "vitest";
import type { CopyProgress } from "../../src/app/copy/copy-database.ts";
import { compareDatabases, copyDatabase } from "../../src/app/copy/copy-database.ts";
import type { PostgresTarget } from "../../src/config/config.ts";
import { copy, deps, makeFile, makeServer, quiet, theSource } from "../cli/copy-support.ts";
import { withClient } from "../helpers/postgres/client.ts";
import { startWireProxy, type WireProxy } from "../helpers/postgres/wire-proxy.ts";

const AGAIN = / cannot be reached.*\. Run the same command again; it goes on where it was\.$/;
/** Of which ten until the silence is noticed. */
const PATIENCE_MS = 60_000;
/** Beside each other on a slow machine. */
const LIMIT = { timeout: 240_000 };

const lines: WireProxy[] = [];
afterAll(() => Promise.all(lines.map((line) => line.close())));

interface Far {
  readonly target: PostgresTarget;
  readonly line: WireProxy;
}

/** A database over a line that the test may cut. */
async function makeFarServer(): Promise<Far> {
  const { hostname, port } = new URL(inject("postgresUrl"));
  const line = await startWireProxy({ host: hostname, port: Number(port) });
  lines.push(line);
  const { url } = await makeServer();
  return { line, target: { kind: "postgres", url: line.through(url) } };
}

/** From the first rows on, or the first table compared, the database answers nobody. */
function silentAfter({ line }: Far, event: keyof CopyProgress): CopyProgress {
  return { ...quiet, [event]: () => line.blackhole(true) };
}

async function failureOf({ line }: Far, work: Promise<unknown>) {
  const begin = performance.now();
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  line.blackhole(false);
  line.cut();
  return { error, ms: performance.now() - begin };
}

it.concurrent.each(["copied", "compared"] as const)(
  "a target that falls silent once rows are %s ends the copy soon; the same command finishes it",
  LIMIT,
  async (event) => {
    const far = await makeFarServer();
    const request = { from: await theSource(), to: far.target };
    const { error, ms } = await failureOf(far, copyDatabase(request, deps, silentAfter(far, event)));
    expect(error).toMatchObject({ code: "unavailable", message: expect.stringMatching(AGAIN) });
    expect(ms).toBeLessThan(PATIENCE_MS);
    const again = await copyDatabase(request, deps, quiet);
    expect(again.resumedAt).toBeGreaterThan(0);
  },
);

it.concurrent(
  "a source that falls silent ends the copy soon; the same command finishes it",
  LIMIT,
  async () => {
    const [far, to] = [await makeFarServer(), makeFile()];
    await copy(await theSource(), far.target);
    const request = { from: far.target, to };
    const { error, ms } = await failureOf(far, copyDatabase(request, deps, silentAfter(far, "copied")));
    expect(error).toMatchObject({ code: "unavailable", message: expect.stringMatching(AGAIN) });
    expect(ms).toBeLessThan(PATIENCE_MS);
    expect((await copyDatabase(request, deps, quiet)).resumedAt).toBeGreaterThan(0);
  },
);

it.concurrent("a comparison that is cut off does not say that it goes on", LIMIT, async () => {
  const [source, far] = [await theSource(), await makeFarServer()];
  await copy(source, far.target);
  const request = { from: source, to: far.target };
  const { error, ms } = await failureOf(far, compareDatabases(request, deps, silentAfter(far, "compared")));
  expect(error).toMatchObject({ code: "unavailable", message: expect.not.stringContaining("goes on") });
  expect(ms).toBeLessThan(PATIENCE_MS);
});

it.concurrent("a server that is slow, and not silent, gets the time that it takes", LIMIT, async () => {
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
