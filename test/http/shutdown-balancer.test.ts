import { Agent, request } from "node:http";
import { expect, it } from "vitest";
import { call, openFrontDoor } from "./support/front-door.ts";

const ask = async (door: { readonly port: number }) => (await call(door, "/ready")).status;

/** A balancer is who asks again and again. */
async function openWatchedDoor() {
  const door = await openFrontDoor();
  for (let turn = 0; turn < 3; turn += 1) expect(await ask(door)).toBe(200);
  return door;
}

function get(door: { readonly port: number }, agent: Agent): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ port: door.port, host: "127.0.0.1", path: "/health", agent }, (response) => {
      response.resume().once("end", () => resolve(response.statusCode));
    });
    outgoing.once("error", reject).end();
  });
}

it("a server serves on, on old connections and new ones, until its balancer has heard three times that it stops", async () => {
  await using door = await openWatchedDoor();
  const agent = new Agent({ keepAlive: true });
  await get(door, agent);
  const closed = door.service.close();
  for (let turn = 0; turn < 2; turn += 1) {
    expect(await ask(door)).toBe(503);
    expect((await call(door, "/mcp", { token: door.token })).status).toBe(200);
  }
  expect(await get(door, agent)).toBe(200);
  expect(await ask(door)).toBe(503);
  await closed;
  await expect(ask(door)).rejects.toThrow("ECONNREFUSED");
  agent.destroy();
});

it("a balancer that asks no more is not waited for beyond the grace", async () => {
  await using door = await openWatchedDoor();
  const began = performance.now();
  await door.service.close(200);
  expect(performance.now() - began).toBeLessThan(8_000);
});

it("who asked once or twice is nobody to wait for", async () => {
  await using door = await openFrontDoor();
  for (let turn = 0; turn < 2; turn += 1) await ask(door);
  const began = performance.now();
  await door.service.close();
  expect(performance.now() - began).toBeLessThan(8_000);
});

it("streams are ended only when balancers send nothing more, so that their clients arrive elsewhere", async () => {
  let ended = 0;
  await using door = await openFrontDoor({
    endStreams: async () => {
      ended += 1;
    },
  });
  for (let turn = 0; turn < 3; turn += 1) await ask(door);
  const closed = door.service.close();
  for (let turn = 0; turn < 2; turn += 1) await ask(door);
  expect(ended).toBe(0);
  await ask(door);
  await closed;
  expect(ended).toBe(1);
});
