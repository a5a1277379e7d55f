import { join } from "node:path";
import { expect, it } from "vitest";
import { startHttp } from "../../torture/http-server.ts";
import { makeTempDir } from "../helpers/temp-dir.ts";

const narrow = ["sh", "-c", 'ulimit -n 256 && exec "$@"', "sh"];

it.runIf(process.platform === "linux").each([
  ["", 182],
  [", and less beside a database of its own for sessions", 172],
])("a server says once how few connections the limit on open files leaves%s", async (sessions, max) => {
  const dataDir = makeTempDir();
  const separate = { AWARENESS_SESSION_DATABASE_URL: `sqlite:${join(dataDir, "sessions.db")}` };
  const env = { AWARENESS_DATABASE_CONNECTIONS: "10", ...(sessions === "" ? {} : separate) };
  const server = await startHttp({ dataDir, env, wrap: narrow });
  await server.kill("SIGTERM");
  const told = server.stderr().match(/the limit on open files allows \d+ connections, not \d+/g);
  expect(told).toEqual([`the limit on open files allows ${max} connections, not 20000`]);
});
