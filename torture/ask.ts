import {
  httpHeaders,
  initialize,
  LEGACY,
  modernHeaders,
  modernRequest,
  request,
} from "../bench/harness/mcp-messages.ts";

/**
 * What a client makes of an answer: `done`, `refused` (it may ask again: 503 or 429 with `Retry-After`, or a tool's error
 * that says `retryable`), or `failed`, which is everything else.
 */
export type Outcome = "done" | "refused" | "failed";

/** One answer, and how long it took. */
export interface Reply {
  /** Of HTTP; 0 when the connection broke. */
  readonly status: number;
  readonly outcome: Outcome;
  readonly ms: number;
  readonly text: string;
}

/** Whom a call is for. */
export interface Caller {
  readonly url: string;
  readonly token: string;
  /** Id of a 2025-era session; without, the call is one of the 2026 era. */
  readonly session?: string | undefined;
}

type Arguments = Readonly<Record<string, unknown>>;

/** A note for which nobody takes an account. */
export const NOTE: Arguments = { source: "ask", tags: [], description: "asked" };

/** One `tools/call`; never rejects. */
export async function askTool(caller: Caller, tool: string, args: Arguments = {}): Promise<Reply> {
  const params = { name: tool, arguments: args };
  const { token, session } = caller;
  return session === undefined
    ? send(caller, modernHeaders(token, tool), modernRequest(1, "tools/call", params))
    : send(caller, sessionHeaders(token, session), request(1, "tools/call", params));
}

/** Ends a session, or asks for its stream, which is closed as soon as it has begun; never rejects. */
export function askSession(caller: Caller, method: "GET" | "DELETE"): Promise<Reply> {
  return send(caller, sessionHeaders(caller.token, caller.session ?? ""), undefined, method);
}

/** An `initialize` of the 2025 era; never rejects. */
export const askToOpen = (caller: Caller): Promise<Reply> =>
  send(caller, httpHeaders(caller.token), initialize(0));

/** Opens a session; answers its id. @throws Error when there is none. */
export async function openSession({ url, token }: Caller): Promise<string> {
  const response = await fetch(url, {
    method: "POST",
    headers: httpHeaders(token),
    body: JSON.stringify(initialize(0)),
  });
  await response.text();
  const session = response.headers.get("mcp-session-id");
  if (session === null) throw new Error(`No session was opened: ${response.status}`);
  return session;
}

const sessionHeaders = (token: string, session: string) =>
  httpHeaders(token, { "mcp-session-id": session, "mcp-protocol-version": LEGACY });

async function send(
  { url }: Caller,
  headers: Readonly<Record<string, string>>,
  body?: object,
  method = "POST",
): Promise<Reply> {
  const began = performance.now();
  const reply = (status: number, outcome: Outcome, text: string): Reply => ({
    status,
    outcome,
    ms: performance.now() - began,
    text,
  });
  try {
    const response = await fetch(url, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    const { status } = response;
    if (method === "GET" && status === 200) {
      await response.body?.cancel();
      return reply(status, "done", "");
    }
    const text = await response.text();
    return reply(status, outcomeOf(status, response.headers.has("retry-after"), text), text);
  } catch (error) {
    return reply(0, "failed", String(error));
  }
}

function outcomeOf(status: number, retryAfter: boolean, text: string): Outcome {
  if (status === 503 || status === 429) return retryAfter ? "refused" : "failed";
  if (status < 200 || status > 299) return "failed";
  // A tool's own error is an answer with 200; as a stream or not, its text holds the error as text within text.
  if (!/"isError":true/.test(text)) return /"error":\{"code"/.test(text) ? "failed" : "done";
  return /\\?"retryable\\?":true/.test(text) ? "refused" : "failed";
}

/** The slowest of some answers, ms; 0 without any. */
export const slowest = (replies: readonly Reply[]): number => Math.max(0, ...replies.map(({ ms }) => ms));

/** A line for each answer of `unwanted` outcome or status. */
export const complaints = (
  replies: readonly Reply[],
  isWanted: (reply: Reply) => boolean,
): readonly string[] =>
  replies.filter((reply) => !isWanted(reply)).map(({ status, text }) => `${status} ${text.slice(0, 120)}`);
