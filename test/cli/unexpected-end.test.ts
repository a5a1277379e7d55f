import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { expect, it } from "vitest";
import { BIN, finish, makeFolder, run, start, untilSaid } from "./support.ts";

it.each([
  ["a rejection that nobody handles", 'Promise.reject(new Error("planted"))'],
  ["an exception that nobody catches", 'throw new Error("planted")'],
])("%s is logged and ends the server with 1, the database closed", async (_, plant) => {
  const folder = makeFolder();
  const script = join(folder, "plant.cjs");
  writeFileSync(script, `process.on("SIGUSR2", () => { setImmediate(() => { ${plant}; }); });`);
  const child = start(["serve", "--http", "--port", "0"], {
    AWARENESS_DATA_DIR: folder,
    NODE_OPTIONS: `--require=${script}`,
  });
  await untilSaid(child.stderr, "Token:");
  expect(existsSync(join(folder, "awareness.db-wal"))).toBe(true);
  child.kill("SIGUSR2");
  const { code, stderr } = await finish(child);
  expect(code).toBe(1);
  expect(stderr).toMatch(/"level":60.*planted/);
  expect(stderr).toMatch(/^awareness: Stopped by an unexpected error: planted/m);
  expect(existsSync(join(folder, "awareness.db-wal"))).toBe(false);
});

it.skipIf(!existsSync("/dev/full"))("output that cannot be written is one line and 1", async () => {
  const script = '"$0" "$1" schema --help > /dev/full';
  const child = spawn("sh", ["-c", script, process.execPath, BIN], { env: { PATH: process.env.PATH } });
  expect(await finish(child)).toEqual({
    code: 1,
    stdout: "",
    stderr: "awareness: the output cannot be written (ENOSPC).\n",
  });
});

it("a first signal waits for a request in flight, a second one does not", async () => {
  const env = { AWARENESS_DATA_DIR: makeFolder() };
  const token = (await run(["token"], env)).stdout.trim();
  const child = start(["serve", "--http", "--port", "0"], env);
  const said = await untilSaid(child.stderr, "Token:");
  const port = Number(/:(\d+)\/mcp/.exec(said)?.[1]);
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => {});
  await once(socket, "connect");
  socket.write(
    `POST /mcp HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\n` +
      "Content-Type: application/json\r\nAccept: application/json, text/event-stream\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n",
  );
  await untilSaid(socket, "100 Continue");
  child.kill("SIGTERM");
  await untilSaid(child.stderr, "stopping");
  expect(child.exitCode).toBeNull();
  child.kill("SIGTERM");
  const [code] = await once(child, "exit");
  expect(code).toBe(143);
  socket.destroy();
});
