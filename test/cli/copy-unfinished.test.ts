import { expect, it } from "vitest";
import { openWriter } from "../../src/app/copy/sides.ts";
import type { DatabaseTarget } from "../../src/config/config.ts";
import { copy, deps, makeFile, makeServer, readAll, theSource } from "./copy-support.ts";
import { makeFolder, run } from "./support.ts";

const REFUSAL =
  "awareness: An unfinished copy lies in this database. Run the same `awareness copy` again, or empty it.\n";

/** Begins a copy as `awareness copy` does, and leaves it. */
async function beginCopy(target: DatabaseTarget): Promise<void> {
  const writer = await openWriter(target, deps);
  await writer.setCounters(new Map(), { from: undefined, to: "{}" });
  await writer.close();
}

it.each(["a file", "a server"])("half a memory in %s is not served", async (kind) => {
  const target = kind === "a file" ? makeFile() : await makeServer();
  await beginCopy(target);
  const env = {
    AWARENESS_DATABASE_URL: target.kind === "sqlite" ? `sqlite:${target.path}` : target.url,
    AWARENESS_DATA_DIR: makeFolder(),
    AWARENESS_LOG_LEVEL: "silent",
    AWARENESS_PORT: "0",
  };
  const note = ["remember", "a note", "--source", "test"];
  for (const args of [["serve"], ["serve", "--http"], ["brief"], note, ["token"], ["token", "list"]]) {
    const { code, stdout, stderr } = await run(args, env);
    expect({ args, code, stdout, stderr }).toMatchObject({ args, code: 1, stdout: "" });
    expect(stderr).toContain(REFUSAL);
  }
  const doctor = await run(["doctor", "--json"], env);
  expect(doctor.code).toBe(1);
  const { checks } = JSON.parse(doctor.stdout) as { checks: readonly { check: string; status: string }[] };
  expect(checks.find(({ check }) => check === "copy")).toMatchObject({ status: "fail" });
});

it.each(["a file", "a server"])("once the copy into %s is whole, nothing is said of it", async (kind) => {
  const target = kind === "a file" ? makeFile() : await makeServer();
  const source = await theSource();
  await copy(source, target);
  expect(await readAll(target)).toEqual(await readAll(source));
});
