import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { atEndOfFile } from "../../helpers/end-of-file.ts";
import {
  authorizeUrl,
  makePkce,
  type RegisteredClient,
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

/** Registers one whose page redirects once more, as those of real ones do. */
export async function startClient(
  seen: Seen,
  { name = "Notebook", scope }: { readonly name?: string; readonly scope?: string } = {},
): Promise<ConnectingClient> {
  const callbacks: URL[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", origin);
    if (url.pathname === "/callback") {
      callbacks.push(url);
      response.writeHead(302, { location: next }).end();
      return;
    }
    response.writeHead(200, { "content-type": "text/html" });
    response.end(`<!doctype html><link rel="icon" href="data:,"><p>${ARRIVED}</p>`);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  atEndOfFile(() => {
    server.closeAllConnections();
    server.close();
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const next = origin.replace("127.0.0.1", "localhost");
  const pkce = makePkce();
  const client: RegisteredClient = await register(seen, {
    client_name: name,
    redirect_uris: [`${origin}/callback`],
  });
  const more = { redirect_uri: `${origin}/callback`, ...(scope === undefined ? {} : { scope }) };
  return {
    id: client.client_id,
    name,
    origins: [origin, next],
    link: authorizeUrl(seen, client.client_id, pkce, more),
    callbacks,
    async redeem() {
      const last = callbacks.at(-1);
      if (last === undefined) throw new Error("nobody came back to the client");
      return redeem(seen, client.client_id, last, pkce);
    },
  };
}
