import { once } from "node:events";
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { makeCertificate } from "../../auth/providers/support/certificate.ts";
import { atEndOfFile } from "../../helpers/end-of-file.ts";
import {
  authorizeUrl,
  makePkce,
  redeem,
  register,
  type Seen,
  type TokenAnswer,
} from "../../oauth/support/flow.ts";

/** A client with a page of its own, to which people come back. */
export interface ConnectingClient {
  readonly id: string;
  readonly name: string;
  /** Of its page, and of where that redirects to; both are others than the server's. */
  readonly origins: readonly [string, string];
  /** Where it sends people. */
  readonly link: string;
  /** What its page was called with, each time. */
  readonly callbacks: readonly URL[];
  /** Redeems the code of the last callback. */
  redeem(): Promise<TokenAnswer>;
}

/** What is seen when everything went as it should. */
export const ARRIVED = "You are back at the client";

export interface ClientOptions {
  readonly name?: string;
  readonly scope?: string;
  /** Where `https://client.example` is found; left out, it is a program on this machine. */
  readonly sitePort?: number;
}

/** Registers one whose page redirects once more, as those of real ones do. */
export async function startClient(seen: Seen, options: ClientOptions = {}): Promise<ConnectingClient> {
  const { name = "Notebook", scope, sitePort } = options;
  const callbacks: URL[] = [];
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? "/", origins[0]);
    if (url.pathname === "/callback") {
      callbacks.push(url);
      response.writeHead(302, { location: origins[1] }).end();
      return;
    }
    response.writeHead(200, { "content-type": "text/html" });
    response.end(`<!doctype html><link rel="icon" href="data:,"><p>${ARRIVED}</p>`);
  };
  const origins = sitePort === undefined ? await serveProgram(answer) : await serveSite(answer, sitePort);
  const redirectUri = `${origins[0]}/callback`;
  const pkce = makePkce();
  const client = await register(seen, { client_name: name, redirect_uris: [redirectUri] });
  const more = { redirect_uri: redirectUri, ...(scope === undefined ? {} : { scope }) };
  return {
    id: client.client_id,
    name,
    origins,
    link: authorizeUrl(seen, client.client_id, pkce, more),
    callbacks,
    async redeem() {
      const last = callbacks.at(-1);
      if (last === undefined) throw new Error("nobody came back to the client");
      return redeem(seen, client.client_id, last, pkce);
    },
  };
}

async function serveProgram(answer: RequestListener): Promise<readonly [string, string]> {
  const port = await listen(createServer(answer), 0);
  return [`http://127.0.0.1:${port}`, `http://localhost:${port}`];
}

async function serveSite(answer: RequestListener, port: number): Promise<readonly [string, string]> {
  await listen(createTlsServer(makeCertificate(), answer), port);
  return ["https://client.example", "https://www.client.example"];
}

async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  atEndOfFile(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}
