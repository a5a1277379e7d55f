import { findWeakness } from "../../auth/password-strength.ts";
import { hashPassword } from "../../auth/passwords.ts";
import type { Config } from "../../config/config.ts";
import { wordsOf } from "../../domain/accounts/user.ts";
import { parseOwner } from "../../domain/owner.ts";
import type { AppDeps } from "../deps.ts";
import { withStore } from "../open-store.ts";
import { accountNotFound, userNotFound } from "./look-up.ts";

/** Asks for a password; what is wrong with one is found out by `weakness`. `undefined`: none was given that will do. */
export type AskPassword = (weakness: (password: string) => readonly string[]) => Promise<string | undefined>;

/**
 * Gives an account the password that `ask` answers. False when it answers none.
 * @throws AwarenessError `not_found` before anybody is asked.
 */
export function setPassword(config: Config, deps: AppDeps, id: string, ask: AskPassword): Promise<boolean> {
  const owner = parseOwner(id, "id");
  return withStore(config, deps, async (store) => {
    const { users } = store;
    const user = await users.find(owner);
    if (user === undefined) throw await accountNotFound(store, owner, deps.clock.now());
    const password = await ask((candidate) => findWeakness(candidate, wordsOf(user)));
    if (password === undefined) return false;
    const hash = await hashPassword(password);
    if (!(await users.setPassword(owner, hash, deps.clock.now()))) throw userNotFound(owner);
    // Whoever has got in with the old one is out.
    await store.oauthRecords.removeSessions(owner);
    return true;
  });
}
