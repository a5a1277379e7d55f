import { openConnection, type RawConnection, toRequest } from "../../bench/harness/raw-client.ts";
import { cancelledId } from "../../src/mcp/pending-requests.ts";
import { parsed } from "../../test/helpers/fuzz.ts";
import { INITIALIZE, legacyHeaders, MODERN_META, modernHeaders } from "../../test/helpers/wire.ts";
import type { Json } from "../client.ts";
import type { Random } from "../random.ts";
import type { Inputs } from "./inputs.ts";
import { createInputs } from "./inputs.ts";
import type { Judge } from "./judge.ts";

export const ERAS = ["2026-07-28", "2025-11-25"] as const;
export type Era = (typeof ERAS)[number];

/** The `_meta` that a good message of the era carries. */
export const metaOf = (era: Era): object | undefined => (era === "2026-07-28" ? MODERN_META : undefined);

/** A stream of inputs to one server. */
export interface Lane {
  readonly inputs: Inputs;
  /** Sends these at once and waits for all answers, which it returns as they came. @throws Error when one does not come. */
  ask(inputs: readonly Buffer[]): Promise<readonly Json[]>;
  close(): Promise<void>;
}

export interface HttpLane extends Lane {
  /** Whether a good request on the same connection, in the same session, still has a result. */
  works(): Promise<boolean>;
}

export interface LaneOptions {
  readonly url: string;
  readonly pid: number;
  readonly token: string;
  readonly era: Era;
  readonly random: Random;
  readonly judge: Judge;
  /** How often the headers say something else than the body, 0 to 1. */
  readonly lies: number;
}

/** Much longer than the second that is allowed, so that a slow answer can be told from none. */
const PATIENCE_MS = 20_000;
/** Longer headers are refused before anybody reads the body, and the connection with them. */
const LONGEST_HEADER = 1_000;

/** One connection whose requests are sent without waiting for the answers before; in the 2025 era it is one session. */
export async function openHttpLane({
  url,
  pid,
  token,
  era,
  random,
  judge,
  lies,
}: LaneOptions): Promise<HttpLane> {
  const { port, pathname } = new URL(url);
  const inputs = createInputs(random.fork(), metaOf(era));
  const connection = await openConnection(Number(port));
  const authorized = { authorization: `Bearer ${token}` };
  const session = era === "2026-07-28" ? undefined : await openSession(connection, pathname, authorized);

  function headersOf(input: Buffer): Record<string, string> {
    if (era === "2025-11-25") return legacyHeaders(session);
    const said =
      random.next() < lies ? { method: "tools/call", params: { name: "get_tags" } } : parsed(input);
    const all = Object.entries(modernHeaders(said));
    return Object.fromEntries(all.filter(([, value]) => value.length < LONGEST_HEADER));
  }

  return {
    inputs,
    async ask(all) {
      const watch = judge.watch(pid);
      const answers: Json[] = [];
      const sent = all.map((input) => {
        const request = toRequest("POST", pathname, { ...authorized, ...headersOf(input) }, input);
        return { input, answer: connection.send(request) };
      });
      for (const { answer } of sent) answer.catch(() => {});
      const cancelled = new Set(session === undefined ? [] : all.map((input) => cancelledId(parsed(input))));
      cancelled.delete(undefined);
      for (const { input, answer } of sent) {
        const { status, body } = await inTime(answer, input);
        watch.answered();
        const isCancelled = cancelled.size > 0 && cancelled.has(parsed(input)?.id);
        answers.push(...judge.http(status, body, input, isCancelled));
      }
      watch.done();
      return answers;
    },
    async works() {
      const _meta = metaOf(era);
      const params = _meta === undefined ? {} : { _meta };
      const message = { jsonrpc: "2.0", id: "works", method: "tools/list", params };
      const headers = era === "2025-11-25" ? legacyHeaders(session) : modernHeaders(message);
      const request = toRequest("POST", pathname, { ...authorized, ...headers }, JSON.stringify(message));
      const { status, body } = await connection.send(request);
      return status === 200 && body.includes('"tools":[');
    },
    async close() {
      connection.close();
    },
  };
}

async function openSession(
  connection: RawConnection,
  path: string,
  authorized: Readonly<Record<string, string>>,
): Promise<string> {
  const post = (message: object, session?: string) =>
    connection.send(
      toRequest(
        "POST",
        path,
        { ...authorized, ...legacyHeaders(session) },
        JSON.stringify({ jsonrpc: "2.0", ...message }),
      ),
    );
  const { head } = await post({ id: 0, method: "initialize", params: INITIALIZE });
  const session = /\r\nmcp-session-id: *(\S+)/i.exec(head)?.[1];
  if (session === undefined) throw new Error(`No session was opened: ${head}`);
  await post({ method: "notifications/initialized" }, session);
  return session;
}

/** @throws Error with the input when no answer comes. */
export async function inTime<T>(answer: Promise<T>, input: Uint8Array): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    const fail = () =>
      reject(new Error(`No answer to ${Buffer.from(input).toString("utf8").slice(0, 2_000)}`));
    timer = setTimeout(fail, PATIENCE_MS);
  });
  try {
    return await Promise.race([answer, tooLate]);
  } catch (error) {
    throw new Error(
      `${(error as Error).message} (input: ${Buffer.from(input).toString("utf8").slice(0, 500)})`,
    );
  } finally {
    clearTimeout(timer);
  }
}
