import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { BlockList } from "node:net";
import type { Principal } from "../domain/principal.ts";
import { type BodyPace, readBody } from "./body.ts";
import { clientAddress, isForwardedHttps } from "./client-address.ts";
import type { AccessFields, Exchange } from "./exchange.ts";
import { toRoutePath } from "./paths.ts";

export interface ExchangeOptions {
  readonly mountPath: string;
  /** Proxies whose forwarding headers count. */
  readonly trusted: BlockList;
  readonly pace: BodyPace;
}

/** An exchange on a Node socket, with what the server needs to answer and to end it. */
export class NodeExchange implements Exchange {
  readonly requestId = randomUUID();
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly access: AccessFields = {};
  principal?: Principal;
  /** True when the client waits for `100 Continue` before it sends the body. */
  readonly expectsContinue: boolean;
  /** Set while the reply is a stream: ends it from this side. */
  endStream: (() => void) | undefined;
  readonly #trusted: BlockList;
  readonly #pace: BodyPace;
  #body: Promise<Buffer> | undefined;
  #controller: AbortController | undefined;
  #aborted = false;

  constructor(
    request: IncomingMessage,
    response: ServerResponse,
    { mountPath, trusted, pace }: ExchangeOptions,
    expectsContinue: boolean,
  ) {
    this.#trusted = trusted;
    this.#pace = pace;
    this.request = request;
    this.response = response;
    this.method = request.method ?? "GET";
    const target = request.url ?? "";
    this.path = toRoutePath(target, mountPath);
    this.query = target.includes("?") ? target.slice(target.indexOf("?") + 1) : "";
    this.expectsContinue = expectsContinue;
  }

  get headers(): Exchange["headers"] {
    return this.request.headers;
  }

  get rawHeaders(): readonly string[] {
    return this.request.rawHeaders;
  }

  get peerAddress(): string {
    return this.request.socket.remoteAddress ?? "";
  }

  get remoteAddress(): string {
    return clientAddress(this.request, this.#trusted);
  }

  get isHttps(): boolean {
    return isForwardedHttps(this.request, this.#trusted);
  }

  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#aborted) this.#controller.abort();
    return this.#controller.signal;
  }

  onOver(callback: () => void): void {
    if (this.response.destroyed) callback();
    else this.response.once("close", callback);
  }

  readBody(): Promise<Buffer> {
    if (this.#body === undefined && this.expectsContinue) this.response.writeContinue();
    this.#body ??= readBody(this.request, this.#pace);
    return this.#body;
  }

  /** Lets go of what the request said: of an answer that goes on for hours nobody asks for it again. */
  forgetRequest(): void {
    this.#body = undefined;
    this.request.headers = {};
    this.request.rawHeaders = [];
  }

  abort(): void {
    this.#aborted = true;
    this.#controller?.abort();
  }
}
