import type { McpServer, ScopeChallengeHandler } from "@modelcontextprotocol/server";
import { allows, type Scope } from "../domain/principal.ts";
import type { CallExtra } from "./call-context.ts";

/** Asks for a stronger token when the caller's scopes do not include `scope`; local callers are not asked. */
export function challenge(scope: Scope): ScopeChallengeHandler {
  return ({ authInfo }) => {
    const principal = (authInfo?.extra as CallExtra | undefined)?.principal;
    if (principal === undefined || allows(principal.scopes, scope)) return undefined;
    return { scopes: [scope], errorDescription: `The token lacks the scope ${scope}` };
  };
}

/**
 * What methods need that are neither a tool, a resource nor a prompt, and still tell of what is stored. All that is not
 * named here is open to every valid token: it says what the server is, and nothing of what anybody stored.
 */
export const METHOD_SCOPES: ReadonlyMap<string, Scope> = new Map([
  ["completion/complete", "memory:read"],
  ["resources/subscribe", "memory:read"],
  ["resources/unsubscribe", "memory:read"],
  ["subscriptions/listen", "memory:read"],
]);

/** Has the SDK ask for those too, but for `subscriptions/listen`, which it answers before it asks anything. */
export function challengeMethods(server: McpServer): void {
  const { resolveScopeChallenge } = server;
  server.resolveScopeChallenge = (context) => {
    const scope = METHOD_SCOPES.get(context.request.method);
    return scope === undefined ? resolveScopeChallenge(context) : challenge(scope)(context);
  };
}
