import { AsyncLocalStorage } from "node:async_hooks";
import type { Provider } from "oidc-provider";
import type { Exchange } from "../../http/exchange.ts";
import type { OAuthAddress } from "./address.ts";
import { createMemoryExchange, type MemoryExchange, type MemoryReply } from "./memory-call.ts";

/** What a call of the library has come upon, for whoever made it. */
export interface CallNotes {
  /** A refresh token of an authenticated client that had just been used already. */
  isLate: boolean;
}

export interface ProtocolCall {
  /** Path and query as the library is to see them. */
  readonly url: string;
  readonly method?: string;
  readonly body?: Buffer;
  /** In place of the client's. */
  readonly contentType?: string;
}

/** The way to the library, which knows of no sockets of ours. */
export interface Protocol {
  call(exchange: Exchange, call: ProtocolCall): Promise<MemoryReply & { readonly notes: CallNotes }>;
  /** A request and an answer to be filled, for the library's functions about people. */
  open(exchange: Exchange): Promise<{ readonly provider: Provider; readonly memory: MemoryExchange }>;
  /** Notes of the call that is under way. */
  notes(): CallNotes | undefined;
}

export function createProtocol(source: () => Promise<Provider>, address: OAuthAddress): Protocol {
  const running = new AsyncLocalStorage<CallNotes>();

  function toMemory(exchange: Exchange, call: ProtocolCall): MemoryExchange {
    const { host: _host, "content-type": type, ...headers } = exchange.headers as Record<string, string>;
    const contentType = call.contentType ?? type;
    return createMemoryExchange({
      method: call.method ?? exchange.method,
      url: call.url,
      headers: {
        ...headers,
        host: new URL(address.origin).host,
        ...(contentType === undefined ? {} : { "content-type": contentType }),
      },
      body: call.body,
      secure: address.isHttps,
      remoteAddress: exchange.remoteAddress,
    });
  }

  return {
    async call(exchange, call) {
      const provider = await source();
      const memory = toMemory(exchange, call);
      const notes: CallNotes = { isLate: false };
      await running.run(notes, async () => {
        await provider.callback()(memory.request, memory.response);
      });
      return { ...(await memory.ended), notes };
    },
    async open(exchange) {
      return { provider: await source(), memory: toMemory(exchange, { url: exchange.path }) };
    },
    notes: () => running.getStore(),
  };
}
