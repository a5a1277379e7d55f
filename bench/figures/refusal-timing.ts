import { createHmac, randomUUID } from "node:crypto";
import path from "node:path";
import { DATABASE, readIds } from "../harness/database.ts";
import type { Figure, Row } from "../harness/figure.ts";
import { makeFilledDatabase } from "../harness/load-entries.ts";
import {
  httpHeaders,
  initialize,
  type Json,
  LEGACY,
  MODERN,
  modernHeaders,
  modernRequest,
  request,
} from "../harness/mcp-messages.ts";
import { openConnection, type RawConnection, toRequest } from "../harness/raw-client.ts";
import { median } from "../harness/rounds.ts";
import { mint, SECRET, startServer } from "../harness/servers.ts";
import type { Workshop } from "../harness/workshop.ts";

/** Makes the next request of its kind; every one is sent once. */
interface Kind {
  readonly status: number;
  make(): Buffer;
}

export const refusalTiming: Figure = {
  name: "refusal-timing",
  title: "what answer times tell an attacker, over HTTP",
  method:
    "10,000 requests of each kind in turn on one connection, no token sent twice. Good means that the medians differ by less than 0.2 ms or 5 %; the value is the difference.",
  async measure(workshop) {
    const dataDir = workshop.makeDir();
    await makeFilledDatabase(workshop.root, path.join(dataDir, DATABASE), 1_000);
    const { port } = await startServer(workshop, { dataDir, env: { AWARENESS_LOG_LEVEL: "warn" } });
    const connection = await openConnection(port);
    try {
      const sessions = await makeSessionKinds(connection);
      const foreign = readIds(path.join(dataDir, DATABASE), 200);
      const fetches = await makeEntryKinds("fetch", foreign, (id) => ({ id }));
      const updates = await makeEntryKinds("update_entry", foreign, (entry_id) => ({
        entry_id,
        description: "taken over",
      }));
      return [
        await compare(workshop, connection, "valid against invalid signature", GOOD, FORGED),
        await compare(
          workshop,
          connection,
          "expired against invalid signature",
          { ...EXPIRED },
          { ...FORGED },
        ),
        await compare(workshop, connection, "signature wrong at its end against its start", LATE, FORGED),
        await compare(workshop, connection, "another owner's session against unknown", ...sessions),
        await compare(workshop, connection, "another owner's entry against unknown, fetch", ...fetches),
        await compare(
          workshop,
          connection,
          "another owner's entry against unknown, update_entry",
          ...updates,
        ),
      ];
    } finally {
      connection.close();
    }
  },
};

// Refused with 405 right after the token was accepted, so that next to nothing else is in the measured time.
const withToken = (token: string): Buffer =>
  toRequest("GET", "/mcp", httpHeaders(token, { "mcp-protocol-version": MODERN }));

const GOOD: Kind = { make: () => withToken(sign(3600)), status: 405 };
const EXPIRED: Kind = { make: () => withToken(sign(-3600)), status: 401 };
const FORGED: Kind = { make: () => withToken(forge(sign(3600), 0)), status: 401 };
const LATE: Kind = { make: () => withToken(forge(sign(3600), 31)), status: 401 };

/** A fresh token that ends so many seconds from now. */
function sign(endsIn: number): string {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: "awareness",
    aud: "awareness",
    sub: "bench",
    iat: now - 7200,
    exp: now + endsIn,
    jti: randomUUID(),
  };
  const input = `${encode({ alg: "HS256", typ: "at+jwt" })}.${encode(claims)}`;
  return `${input}.${createHmac("sha256", SECRET).update(input).digest("base64url")}`;
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

/** Changes one byte of the signature. */
function forge(token: string, byte: number): string {
  const at = token.lastIndexOf(".") + 1;
  const signature = Buffer.from(token.slice(at), "base64url");
  signature[byte] = (signature[byte] ?? 0) ^ 0xff;
  return token.slice(0, at) + signature.toString("base64url");
}

async function makeSessionKinds(connection: RawConnection): Promise<[Kind, Kind]> {
  const opened = await connection.send(
    toRequest("POST", "/mcp", httpHeaders(await mint("somebody")), JSON.stringify(initialize(1))),
  );
  const foreign = /\r\nmcp-session-id: *(\S+)/i.exec(opened.head)?.[1];
  if (foreign === undefined) throw new Error(`No session was opened: ${opened.head}`);
  const token = await mint("somebody-else");
  const body = JSON.stringify(request(1, "ping", {}));
  const inSession = (id: string) => {
    const more = { "mcp-session-id": id, "mcp-protocol-version": LEGACY };
    return toRequest("POST", "/mcp", httpHeaders(token, more), body);
  };
  return [
    { make: () => inSession(foreign), status: 404 },
    { make: () => inSession(randomUUID()), status: 404 },
  ];
}

/** Calls by somebody without entries: with ids of another owner, and with ids that differ from them in their last digits. */
async function makeEntryKinds(
  tool: string,
  foreign: readonly string[],
  toArguments: (id: string) => Json,
): Promise<[Kind, Kind]> {
  const token = await mint("somebody-else");
  let turn = 0;
  const ask = (id: string): Buffer => {
    const message = modernRequest(1, "tools/call", { name: tool, arguments: toArguments(id) });
    return toRequest("POST", "/mcp", modernHeaders(token, tool), JSON.stringify(message));
  };
  const next = () => {
    turn += 1;
    return foreign[turn % foreign.length] ?? "";
  };
  const unknown = () => next().slice(0, -12) + randomUUID().slice(-12);
  return [
    { make: () => ask(next()), status: 200 },
    { make: () => ask(unknown()), status: 200 },
  ];
}

async function compare(
  { quick, say }: Workshop,
  connection: RawConnection,
  label: string,
  one: Kind,
  other: Kind,
): Promise<Row> {
  say(`refusal-timing: ${label}`);
  const tries = quick ? 300 : 10_000;
  const [first, second]: [number[], number[]] = [[], []];
  for (let count = -200; count < tries; count += 1) {
    const [a, b] = [await time(connection, one), await time(connection, other)];
    if (count < 0) continue;
    first.push(a);
    second.push(b);
  }
  const difference = Math.abs(median(first) - median(second));
  const share = difference / median(second);
  return {
    label,
    value: difference,
    unit: "ms",
    bound: { better: "less", floor: Math.max(0.2, 0.05 * median(second)) },
    note: `${median(first).toFixed(3)} and ${median(second).toFixed(3)} ms, ${(share * 100).toFixed(1)} %`,
  };
}

async function time(connection: RawConnection, kind: Kind): Promise<number> {
  const bytes = kind.make();
  const startedAt = performance.now();
  const answer = await connection.send(bytes);
  const took = performance.now() - startedAt;
  if (answer.status !== kind.status) throw new Error(`Wrong answer: ${answer.head}`);
  return took;
}
