import type { Provider } from "oidc-provider";
import type { Exchange } from "../../http/exchange.ts";
import type { OAuthAddress } from "./address.ts";
import type { CallFindings, CallNotes } from "./call-notes.ts";
import { createMemoryExchange, type MemoryExchange, type MemoryReply } from "./memory-call.ts";
import type { ProviderSource } from "./provider-source.ts";
import { toLibraryCookies } from "./request-cookies.ts";

export interface ProtocolCall {
  /** Path and query as the library is to see them. */
  readonly url: string;
  readonly method?: string;
  readonly body?: Buffer;
  /** In place of the client's. */
  readonly contentType?: string;
  /** Whether tokens may be signed. */
  readonly signs?: boolean;
  /** Id of the running request that it is about. */
  readonly request?: string;
}

/** The way to the library, which knows of no sockets of ours. */
export interface Protocol {
  call(exchange: Exchange, call: ProtocolCall): Promise<MemoryReply & { readonly found: CallFindings }>;
  /** A request and an answer to be filled, for the library's functions about people; `request`: the id of the one at hand. */
  open(
    exchange: Exchange,
    request?: string,
  ): Promise<{ readonly provider: Provider; readonly memory: MemoryExchange }>;
}

export interface ProtocolParts {
  readonly source: ProviderSource;
  readonly address: OAuthAddress;
  readonly notes: CallNotes;
}

export function createProtocol({ source, address, notes }: ProtocolParts): Protocol {
  function toMemory(exchange: Exchange, call: ProtocolCall): MemoryExchange {
    const {
      host: _host,
      cookie,
      "content-type": type,
      ...headers
    } = exchange.headers as Record<string, string>;
    const contentType = call.contentType ?? type;
    return createMemoryExchange({
      method: call.method ?? exchange.method,
      url: call.url,
      basePath: address.basePath,
      headers: {
        ...headers,
        host: new URL(address.origin).host,
        cookie: toLibraryCookies(cookie, address, call.request),
        ...(contentType === undefined ? {} : { "content-type": contentType }),
      },
      body: call.body,
      secure: address.isHttps,
      remoteAddress: exchange.remoteAddress,
    });
  }

  return {
    async call(exchange, call) {
      const provider = await source(call.signs);
      const memory = toMemory(exchange, call);
      const found = await notes.collect(() => provider.callback()(memory.request, memory.response));
      return { ...(await memory.ended), found };
    },
    async open(exchange, request) {
      return {
        provider: await source(),
        memory: toMemory(exchange, { url: exchange.path, ...(request === undefined ? {} : { request }) }),
      };
    },
  };
}
