import { type OwnerId, parseOwner } from "../../domain/owner.ts";
import type { Exchange, Reply } from "../../http/exchange.ts";
import type { ClientView } from "../pages/client-view.ts";
import type { MemoryExchange } from "../server/memory-call.ts";
import { AUTHORIZE_PATH } from "../server/routes.ts";
import type { WebParts } from "./parts.ts";
import { cookiesOf } from "./replies.ts";

/** A client's request that waits for a person. */
export interface Interaction {
  readonly id: string;
  /** What the person is asked for. */
  readonly asksFor: "login" | "consent";
  /** Who is signed in. */
  readonly owner: OwnerId | undefined;
  readonly client: ClientView & { readonly id: string };
  readonly params: Readonly<Record<string, unknown>>;
  /** Tells the library what the person did; answers the path that leads on, and cookies. */
  finish(
    result: Record<string, unknown>,
  ): Promise<{ readonly path: string; readonly cookies: readonly string[] }>;
  /** The path of the same request from its beginning. */
  readonly again: string;
}

interface LibraryClient {
  readonly clientName?: string;
  readonly clientIdMetadataDocument?: boolean;
}

/** The request of this browser; `undefined` when it has expired, is finished, or is another browser's. */
export async function openInteraction(
  { protocol, address }: WebParts,
  exchange: Exchange,
  id: string,
): Promise<Interaction | undefined> {
  const { provider, memory } = await protocol.open(exchange, id);
  const details = await provider.interactionDetails(memory.request, memory.response).catch(forgetGone);
  if (details === undefined || details.uid !== id) return undefined;
  const { params, prompt, session } = details;
  const clientId = String(params.client_id);
  const client = (await provider.Client.find(clientId).catch(forgetGone)) as LibraryClient | undefined;
  if (client === undefined) return undefined;
  return {
    id,
    asksFor: prompt.name === "login" ? "login" : "consent",
    owner: session?.accountId === undefined ? undefined : parseOwner(session.accountId),
    client: {
      id: clientId,
      name: client.clientName ?? clientId,
      redirectUri: String(params.redirect_uri),
      ...(client.clientIdMetadataDocument === true ? { documentHost: new URL(clientId).host } : {}),
    },
    params,
    again: `${address.basePath}${AUTHORIZE_PATH}?${toQuery(params)}`,
    async finish(result) {
      const isRefusal = "error" in result;
      const returnTo = await provider.interactionResult(memory.request, memory.response, result, {
        mergeWithLastSubmission: !isRefusal,
      });
      return { path: pathOf(returnTo), cookies: written(memory) };
    },
  };
}

const GONE = ["SessionNotFound", "InvalidClient", "InvalidClientMetadata"];

/** That a request or its client is gone is what the library says in an error; another error is not ours to hide. */
function forgetGone(error: unknown): undefined {
  if (error instanceof Error && GONE.includes(error.name)) return undefined;
  throw error;
}

function toQuery(params: Readonly<Record<string, unknown>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    // Who asked for a fresh sign-in gets it; to be asked again and again would help nobody.
    if (name === "prompt" || value === undefined) continue;
    for (const item of [value].flat()) query.append(name, String(item));
  }
  return query.toString();
}

function pathOf(url: string): string {
  const { pathname, search } = new URL(url);
  return `${pathname}${search}`;
}

function written(memory: MemoryExchange): readonly string[] {
  return cookiesOf(memory.reply() as Pick<Reply, "headers">);
}
