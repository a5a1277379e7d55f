import { afterAll, beforeAll, expect, it } from "vitest";
import { openConnection, type RawConnection, toRequest } from "../../bench/harness/raw-client.ts";
import { type HttpServer, startHttp } from "../../torture/http-server.ts";
import { mintToken } from "../../torture/program.ts";
import { makeTempDir } from "../helpers/temp-dir.ts";
import { INITIALIZE, legacyHeaders } from "../helpers/wire.ts";

const ROUNDS = 20;
const REMEMBER = {
  method: "tools/call",
  params: { name: "remember", arguments: { source: "s", tags: [], description: "d" } },
};

let server: HttpServer;
let token: string;

beforeAll(async () => {
  const launch = { dataDir: makeTempDir() };
  token = await mintToken(launch);
  server = await startHttp(launch);
});

afterAll(() => server.kill("SIGTERM"));

function post(connection: RawConnection, message: object, session?: string) {
  const headers = { authorization: `Bearer ${token}`, ...legacyHeaders(session) };
  const body = JSON.stringify({ jsonrpc: "2.0", ...message });
  return connection.send(toRequest("POST", new URL(server.url).pathname, headers, body));
}

async function openSession(connection: RawConnection): Promise<string> {
  const { head } = await post(connection, { id: "open", method: "initialize", params: INITIALIZE });
  const session = /\r\nmcp-session-id: *(\S+)/i.exec(head)?.[1] ?? "";
  await post(connection, { method: "notifications/initialized" }, session);
  return session;
}

it("a request of a session that is cancelled while it is worked on comes to an end, and its id is free again", async () => {
  const connection = await openConnection(server.port);
  const session = await openSession(connection);
  const cancel = { method: "notifications/cancelled", params: { requestId: 7 } };
  let unanswered = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const [call, cancelled, ping] = await Promise.all([
      post(connection, { id: 7, ...REMEMBER }, session),
      post(connection, cancel, session),
      post(connection, { id: "ping", method: "ping" }, session),
    ]);
    expect([call.status, cancelled.status, ping.status]).toEqual([200, 202, 200]);
    if (!call.body.includes('"id":7')) unanswered += 1;
  }
  expect(unanswered).toBeGreaterThan(0);
  const last = await post(connection, { id: 7, ...REMEMBER }, session);
  expect(last.body.toString()).toContain('"id":7');
  connection.close();
});
