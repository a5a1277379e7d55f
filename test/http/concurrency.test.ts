import { expect, it } from "vitest";
import { aClock, goodClaims, sign } from "../auth/support/tokens.ts";
import { type Answer, call, openFrontDoor } from "./support/front-door.ts";
import { until } from "./support/raw-socket.ts";

/** Requests wait in `mcp` until they are let go. */
async function openWaitingRoom(limit: number) {
  const clock = aClock();
  const waiting: (() => void)[] = [];
  const mcp = async () => {
    await new Promise<void>((resolve) => waiting.push(resolve));
    return { status: 202, headers: {} };
  };
  const door = await openFrontDoor({ clock, mcp, config: { maxConcurrentPerOwner: limit } });
  const tokenOf = (sub: string): string => sign({ ...goodClaims(clock), sub });
  const post = (sub: string): Promise<Answer> => call(door, "/mcp", { method: "POST", token: tokenOf(sub) });
  return { ...door, waiting, post };
}

it("over the limit an owner gets 429 with Retry-After, others are served, and slots come back", async () => {
  await using door = await openWaitingRoom(2);
  const first = [door.post("alice"), door.post("alice")];
  await until(() => door.waiting.length === 2, "two requests at work");
  const refused = await door.post("alice");
  expect([refused.status, refused.headers["retry-after"], refused.json]).toEqual([
    429,
    "1",
    { error: "Too many concurrent requests" },
  ]);
  const other = door.post("bob");
  await until(() => door.waiting.length === 3, "another owner's request at work");
  for (const letGo of door.waiting.splice(0)) letGo();
  expect((await Promise.all([...first, other])).map(({ status }) => status)).toEqual([202, 202, 202]);
  const again = door.post("alice");
  await until(() => door.waiting.length === 1, "a slot to be free again");
  door.waiting[0]?.();
  expect((await again).status).toBe(202);
});

it("a failed request gives its slot back", async () => {
  const mcp = async (): Promise<never> => {
    throw new Error("bug");
  };
  await using door = await openFrontDoor({ mcp, config: { maxConcurrentPerOwner: 1 } });
  for (let round = 0; round < 3; round += 1) {
    expect((await call(door, "/mcp", { token: door.token })).status).toBe(500);
  }
});

it("an answer that comes as a stream is counted until it ends", async () => {
  const streams: ReadableStreamDefaultController<Uint8Array>[] = [];
  const mcp = async () => ({
    status: 200,
    headers: { "content-type": "text/event-stream" },
    body: new ReadableStream<Uint8Array>({ start: (controller) => void streams.push(controller) }),
  });
  await using door = await openFrontDoor({ mcp, config: { maxConcurrentPerOwner: 1 } });
  const post = () => call(door, "/mcp", { method: "POST", token: door.token });
  const first = post();
  await until(() => streams.length === 1, "an answer that goes on");
  expect((await post()).status).toBe(429);
  streams[0]?.close();
  expect((await first).status).toBe(200);
  const second = post();
  await until(() => streams.length === 2, "a place that is free again");
  streams[1]?.close();
  expect((await second).status).toBe(200);
});

it("streams that are followed are not counted", async () => {
  const streams: ReadableStreamDefaultController<Uint8Array>[] = [];
  const mcp = async () => ({
    status: 200,
    headers: { "content-type": "text/event-stream" },
    body: new ReadableStream<Uint8Array>({
      start: (controller) => {
        streams.push(controller);
      },
    }),
  });
  await using door = await openFrontDoor({ mcp, config: { maxConcurrentPerOwner: 1 } });
  const answers = [1, 2, 3].map(async (count) => {
    await until(() => streams.length === count - 1, "the stream before");
    return call(door, "/mcp", { token: door.token });
  });
  await until(() => streams.length === 3, "three open streams");
  for (const stream of streams) stream.close();
  expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200, 200]);
});

it("requests without a good token are not counted", async () => {
  await using door = await openWaitingRoom(1);
  const good = door.post("alice");
  await until(() => door.waiting.length === 1, "a request at work");
  const bad = await Promise.all([1, 2, 3].map(() => call(door, "/mcp", { token: "bad" })));
  expect(bad.map(({ status }) => status)).toEqual([401, 401, 401]);
  door.waiting[0]?.();
  expect((await good).status).toBe(202);
});
