import type { OwnerId } from "../../domain/owner.ts";
import type { Exchange, Reply } from "../../http/exchange.ts";
import { type AccountView, renderAccount } from "../pages/account.ts";
import { ACCOUNT_PATH, SIGN_IN_PATH } from "../server/routes.ts";
import { type AccountSaid, type AccountStep, runAccountStep } from "./account-steps.ts";
import { findVisitor } from "./browser-session.ts";
import { isOwnForm, issueCsrf } from "./csrf.ts";
import { fieldOf, readForm } from "./forms.ts";
import type { WebParts } from "./parts.ts";
import { messageReply, pageReply, seeOther } from "./replies.ts";

/** The page on which people look after their own account. */
export function createAccountPages(parts: WebParts) {
  const { address } = parts;

  async function show(exchange: Exchange, owner: OwnerId, said: AccountSaid = {}): Promise<Reply> {
    const csrf = issueCsrf(exchange, address);
    const view = await viewOf(parts, owner, csrf.token);
    return pageReply(renderAccount({ ...view, ...said }), csrf.cookies);
  }

  return async function answer(exchange: Exchange, step: AccountStep | ""): Promise<Reply> {
    const owner = await findVisitor(parts, exchange);
    if (owner === undefined) return seeOther(`${address.basePath}${SIGN_IN_PATH}`);
    if (exchange.method !== "POST")
      return step === "" ? show(exchange, owner) : messageReply(address, "not_found");
    const form = await readForm(exchange);
    if (!isOwnForm(exchange, fieldOf(form, "csrf"), address)) return messageReply(address, "forged_form");
    if (step === "") return messageReply(address, "not_found");
    const done = await runAccountStep(parts, exchange, owner, step, form);
    return "status" in done ? done : show(exchange, owner, done);
  };
}

async function viewOf(parts: WebParts, owner: OwnerId, csrf: string): Promise<AccountView> {
  const { store, address, clock, ceremonies } = parts;
  const user = await store.users.find(owner);
  const grants = await store.grants.list(clock.now(), owner);
  const path = `${address.basePath}${ACCOUNT_PATH}`;
  return {
    base: address.basePath,
    csrf,
    user: owner,
    ...(user?.displayName === undefined ? {} : { displayName: user.displayName }),
    clients: await Promise.all(
      grants.map(async (grant) => ({
        id: grant.id,
        name: grant.clientName,
        redirectHost: grant.redirectHost,
        scopes: grant.scopes,
        ...(grant.sources === undefined ? {} : { sources: grant.sources }),
        since: grant.createdAt,
        ...(grant.usedAt === undefined ? {} : { lastUse: grant.usedAt }),
        changes: await store.grants.countWrites(owner, grant.clientId),
      })),
    ),
    passkeys: (await store.passkeys.list(owner)).map(({ id, name, createdAt, usedAt }) => ({
      id,
      name,
      since: createdAt,
      ...(usedAt === undefined ? {} : { lastUse: usedAt }),
    })),
    canAddPasskey: ceremonies !== undefined,
    hasPassword: user?.hasPassword ?? false,
    actions: {
      revoke: `${path}/revoke`,
      removePasskey: `${path}/remove-passkey`,
      addPasskey: `${path}/add-passkey`,
      passkeyOptions: `${path}/passkey-options`,
      changePassword: `${path}/password`,
      signOut: `${path}/sign-out`,
      signOutEverywhere: `${path}/sign-out-everywhere`,
    },
  };
}
