import type { Provider } from "oidc-provider";
import { type OwnerId, parseOwner } from "../../domain/owner.ts";
import type { Exchange } from "../../http/exchange.ts";
import { setCookie } from "../server/cookies.ts";
import { LIFETIMES } from "../server/lifetimes.ts";
import type { WebParts } from "./parts.ts";

/** The library's session, as far as its types leave it out. */
interface LibrarySession {
  readonly jti: string;
  readonly accountId?: string;
  /** When somebody signed in, seconds since 1970. */
  readonly loginTs?: number;
  readonly new?: boolean;
  resetIdentifier(): void;
  loginAccount(details: { readonly accountId: string; readonly loginTs: number }): void;
  save(ttlSeconds: number): Promise<unknown>;
  destroy(): Promise<void>;
}

async function load(
  { protocol }: Pick<WebParts, "protocol">,
  exchange: Exchange,
): Promise<{ readonly session: LibrarySession; readonly provider: Provider }> {
  const { provider, memory } = await protocol.open(exchange);
  const context = provider.createContext(memory.request, memory.response);
  const { Session } = provider as unknown as { Session: { get(ctx: unknown): Promise<LibrarySession> } };
  return { session: await Session.get(context), provider };
}

/** Somebody who is signed in. */
export interface Visitor {
  readonly owner: OwnerId;
  /** Whether they have proved who they are a moment ago. */
  readonly isFresh: boolean;
}

/** How long ago that may be, seconds. */
const FRESH_SECONDS = 600;

/** Whose account this browser is signed in to; `undefined` for nobody's, or one that is no more. */
export async function findVisitor(
  parts: Pick<WebParts, "protocol" | "store" | "clock">,
  exchange: Exchange,
): Promise<Visitor | undefined> {
  const { session } = await load(parts, exchange);
  if (session.accountId === undefined) return undefined;
  const owner = parseOwner(session.accountId);
  if ((await parts.store.users.find(owner)) === undefined) return undefined;
  const { loginTs = Number.NEGATIVE_INFINITY } = session;
  return { owner, isFresh: parts.clock.now() / 1000 - loginTs < FRESH_SECONDS };
}

/** Signs a browser in under a fresh id (session fixation); answers the cookie for it. */
export async function beginSession(
  parts: Pick<WebParts, "protocol" | "address" | "clock">,
  exchange: Exchange,
  owner: OwnerId,
): Promise<readonly string[]> {
  const { session } = await load(parts, exchange);
  // What another account has let in is not carried over.
  if (session.accountId !== undefined && session.accountId !== owner) {
    await session.destroy();
    const { cookie: _cookie, ...headers } = exchange.headers;
    return beginSession(parts, Object.create(exchange, { headers: { value: headers } }) as Exchange, owner);
  }
  if (session.new !== true) session.resetIdentifier();
  session.loginAccount({ accountId: owner, loginTs: Math.floor(parts.clock.now() / 1000) });
  await session.save(LIFETIMES.session);
  return [setCookie("session", session.jti, parts.address, LIFETIMES.session)];
}

/** Signs this browser out; answers the cookie that says so. */
export async function endSession(
  parts: Pick<WebParts, "protocol" | "address">,
  exchange: Exchange,
): Promise<readonly string[]> {
  const { session } = await load(parts, exchange);
  if (session.new !== true) await session.destroy();
  return [setCookie("session", "", parts.address, 0)];
}
