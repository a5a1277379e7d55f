import { expect, it } from "vitest";
import { AwarenessError } from "../../../src/domain/errors.ts";
import { parseOwner } from "../../../src/domain/owner.ts";
import type { SessionStore } from "../../../src/domain/sessions/session-store.ts";
import { withBreaker } from "../../../src/sessions/registry-breaker.ts";

const OWNER = parseOwner("alice");

function away(reason: string): AwarenessError {
  return new AwarenessError("unavailable", "The database is away.", { retryable: true, details: { reason } });
}

/** A registry whose calls wait until the test settles them. */
function createRegistry() {
  const calls: { resolve(value: undefined): void; reject(error: Error): void }[] = [];
  const find: SessionStore["find"] = () =>
    new Promise((resolve, reject) => {
      calls.push({ resolve, reject });
    });
  const store = withBreaker({ find } as unknown as SessionStore);
  return { calls, find: () => store.find(OWNER, "s") };
}

it("asks on behalf of everybody while all is well", async () => {
  const { calls, find } = createRegistry();
  const all = [find(), find(), find()];
  expect(calls).toHaveLength(3);
  for (const call of calls) call.resolve(undefined);
  await Promise.all(all);
});

it("lets one call find out whether the database is back, and fails the others at once", async () => {
  const { calls, find } = createRegistry();
  const first = find();
  calls[0]?.reject(away("unreachable"));
  await expect(first).rejects.toThrow("away");
  const probe = find();
  await expect(find()).rejects.toThrow("away");
  expect(calls).toHaveLength(2);
  calls[1]?.reject(away("timeout"));
  await expect(probe).rejects.toThrow("away");
  const again = find();
  expect(calls).toHaveLength(3);
  calls[2]?.resolve(undefined);
  await again;
  const all = [find(), find()];
  expect(calls).toHaveLength(5);
  for (const call of calls) call.resolve(undefined);
  await Promise.all(all);
});

it("is not told that the database is back by a call that says nothing of it", async () => {
  const { calls, find } = createRegistry();
  const first = find();
  calls[0]?.reject(away("unreachable"));
  await expect(first).rejects.toThrow("away");
  for (const reason of ["busy", "unknown_outcome"]) {
    const probe = find();
    calls.at(-1)?.reject(away(reason));
    await expect(probe).rejects.toThrow("away");
    const next = find();
    await expect(find()).rejects.toThrow("away");
    calls.at(-1)?.reject(away(reason));
    await expect(next).rejects.toThrow("away");
  }
  const asked = calls.length;
  const probe = find();
  calls.at(-1)?.reject(new Error("a mistake of the program"));
  await expect(probe).rejects.toThrow("mistake");
  const all = [find(), find()];
  expect(calls).toHaveLength(asked + 3);
  for (const call of calls) call.resolve(undefined);
  await Promise.all(all);
});

it("takes the failure of a single call for no more than that", async () => {
  const { calls, find } = createRegistry();
  for (const reason of ["unknown_outcome", "locked", "busy"]) {
    const failing = find();
    calls.at(-1)?.reject(away(reason));
    await expect(failing).rejects.toThrow();
    const others = [find(), find()];
    for (const call of calls) call.resolve(undefined);
    await Promise.all(others);
  }
});
