import type { IncomingHttpHeaders } from "node:http";
import type { Principal } from "../domain/principal.ts";

/** Fields that the access log prints for a request; filled in on the way. Never tokens or content. */
export interface AccessFields {
  rpcMethod?: string;
  tool?: string;
  era?: "modern" | "legacy";
  /** Why a credential was refused, for the operator. */
  refusal?: string;
}

/** One HTTP request on its way through the middleware. */
export interface Exchange {
  /** Random id that ties an answer, a log line and an `internal` error together. */
  readonly requestId: string;
  /** Upper case. */
  readonly method: string;
  /** Path without query, mount path removed. */
  readonly path: string;
  /** What follows the `?`, as it came; empty without one. */
  readonly query: string;
  /** Lower-case names; repeated headers as Node joins them. */
  readonly headers: IncomingHttpHeaders;
  /** Names and values alternating, as they came: the only place where a repeated header shows. */
  readonly rawHeaders: readonly string[];
  /** The other end of the connection, whoever it speaks for. */
  readonly peerAddress: string;
  /** The client's, as far as trusted proxies tell it. */
  readonly remoteAddress: string;
  /** True when a trusted proxy was asked over https. */
  readonly isHttps: boolean;
  /** Aborts when the client goes away or the server gives up on the request. */
  readonly signal: AbortSignal;
  /** Calls back once when the answer has been written or never will be; at once when that is so already. */
  onOver(callback: () => void): void;
  /** Body bytes, at most the configured size. @throws HttpError 413 when larger, 400 when the client lies. */
  readBody(): Promise<Buffer>;
  /** Set by authentication, before any route that needs it. */
  principal?: Principal;
  readonly access: AccessFields;
}

/** Takes what an event stream says. */
export interface EventSink {
  /** Sends text as it is; cuts the connection when its reader leaves too much waiting. */
  send(text: string): void;
  /** Sends the rest and ends the answer. */
  end(text: string): void;
}

/** Events that are told as they happen, with next to nothing held for a reader to whom there is nothing to tell. */
export abstract class EventStream {
  /** Called once, when the answer begins. */
  abstract start(sink: EventSink): void;
  /** Called when the stream is over for whatever reason, or never begins. */
  abstract stop(): void;
  /** Ends it in order from this side. */
  abstract finish(): void;
}

/** An answer. A stream body is written as it comes and cancelled when the client goes away. */
export interface Reply {
  readonly status: number;
  /** More than one value where HTTP wants a header for each, as with cookies. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | ReadableStream<Uint8Array> | EventStream;
  /** For an answer that others may keep; `no-store` when left out. */
  readonly cacheControl?: string;
}

/** One step of the ordered list; it answers itself or hands on to `next`. */
export type Middleware = (exchange: Exchange, next: () => Promise<Reply>) => Promise<Reply>;

/** Ends a request with a status and a JSON body `{"error": message}`. */
export class HttpError extends Error {
  override readonly name = "HttpError";
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
  }
}

export function jsonReply(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return { status, headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(body) };
}
