import type { ScopeChallengeHandler } from "@modelcontextprotocol/server";
import { allows, type Scope } from "../domain/principal.ts";
import type { CallExtra } from "./call-context.ts";

/** Asks for a stronger token when the caller's scopes do not include `scope`; local callers are not asked. */
export function challenge(scope: Scope): ScopeChallengeHandler {
  return ({ authInfo }) => {
    const principal = (authInfo?.extra as CallExtra | undefined)?.principal;
    return principal === undefined || allows(principal.scopes, scope) ? undefined : { scopes: [scope] };
  };
}
