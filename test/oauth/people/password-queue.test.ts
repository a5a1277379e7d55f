import { expect, it } from "vitest";
import { createPasswordQueue } from "../../../src/oauth/people/password-queue.ts";

/** Cheap to compare with: of another program, with parameters of its own. */
const HASH = "$scrypt$ln=1,r=1,p=1$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA";

it("two run at once, eight wait, and more are turned away at once", async () => {
  const queue = createPasswordQueue();
  const all = Array.from({ length: 13 }, () => queue.verify("x", HASH));
  expect(queue.isFull()).toBe(true);
  const answers = await Promise.all(all);
  expect(answers).toEqual([...Array(10).fill(false), ...Array(3).fill(undefined)]);
  expect(queue.isFull()).toBe(false);
  expect(await queue.verify("x", HASH)).toBe(false);
});

it("who comes first has room where others have none, and does not wait for them", async () => {
  const queue = createPasswordQueue();
  const done: string[] = [];
  const note = (name: string, work: Promise<unknown>) => work.then(() => done.push(name));
  const all = Array.from({ length: 10 }, (_, index) => note(`other ${index}`, queue.verify("x", HASH)));
  expect([queue.isFull(), queue.isFull({ first: true })]).toEqual([true, false]);
  all.push(note("first", queue.verify("x", HASH, { first: true })));
  await Promise.all(all);
  expect(done.indexOf("first")).toBeLessThan(5);
});

it("what fails gives its place to the next", async () => {
  const queue = createPasswordQueue();
  const normalize = () => {
    throw new Error("no text");
  };
  const failing = Array.from({ length: 4 }, () => queue.verify({ normalize } as unknown as string, HASH));
  const results = await Promise.allSettled(failing);
  expect(results.map(({ status }) => status)).toEqual(Array(4).fill("rejected"));
  expect(await queue.verify("x", HASH)).toBe(false);
});
