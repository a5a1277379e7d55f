import { expect, it } from "vitest";
import { AwarenessError } from "../../src/domain/errors.ts";
import { call, openFrontDoor } from "./support/front-door.ts";

const failure = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

it("a port in use is refused with host, port and remedy", async () => {
  await using door = await openFrontDoor();
  const error = await failure(openFrontDoor({ config: { port: door.port } }));
  expect(error).toBeInstanceOf(AwarenessError);
  expect(error).toMatchObject({
    code: "unavailable",
    message: `Cannot listen on 127.0.0.1 port ${door.port}: the port is in use; stop the other program or choose another port with --port (AWARENESS_PORT).`,
  });
  expect((await call(door, "/health")).status).toBe(200);
});

it("an address of another machine is refused by name", async () => {
  const error = await failure(openFrontDoor({ config: { host: "192.0.2.1", port: 8420 } }));
  expect(error).toMatchObject({
    code: "unavailable",
    message: expect.stringContaining("192.0.2.1 port 8420"),
  });
});

it("answers the connector URL, with mount path", async () => {
  await using plain = await openFrontDoor();
  expect(plain.url).toBe(`http://127.0.0.1:${plain.port}/mcp`);
  await using mounted = await openFrontDoor({ config: { mountPath: "/m" } });
  expect(mounted.url).toBe(`http://127.0.0.1:${mounted.port}/m/mcp`);
  await using open = await openFrontDoor({
    config: { publicUrl: "https://memory.example.org", mountPath: "/m" },
  });
  expect(open.url).toBe("https://memory.example.org/m/mcp");
});

it("writes an IPv6 address with brackets", async () => {
  const door = await openFrontDoor({ config: { host: "::1" } }).catch((error: unknown) => error);
  // A machine without IPv6 has no such address; then the refusal must say so.
  if (door instanceof AwarenessError) return expect(door.message).toContain("::1");
  const { url, port, service } = door as Awaited<ReturnType<typeof openFrontDoor>>;
  expect(url).toBe(`http://[::1]:${port}/mcp`);
  return service.close(0);
});
