import { randomBytes } from "node:crypto";
import { redirectHost } from "../../domain/oauth/redirect-uri.ts";
import type { Scope } from "../../domain/principal.ts";
import { areSources } from "../../domain/sources.ts";
import { OFFERED_SCOPES } from "../../http/challenge.ts";
import type { Exchange, Reply } from "../../http/exchange.ts";
import { type Permission, renderConsent } from "../pages/consent.ts";
import { LIFETIMES } from "../server/lifetimes.ts";
import { interactionPath } from "../server/routes.ts";
import { issueCsrf } from "./csrf.ts";
import { fieldOf } from "./forms.ts";
import type { Interaction } from "./interaction.ts";
import type { WebParts } from "./parts.ts";
import { messageReply, pageReply } from "./replies.ts";

/** What somebody has decided to allow. */
export interface Consent {
  readonly scopes: readonly Scope[];
  /** Absent: all. */
  readonly sources?: readonly string[];
}

const PERMISSIONS: readonly Permission[] = ["memory:write", "memory:delete"];
/** Scopes that say nothing about the memory; the library wants them in a grant all the same. */
const OTHER_SCOPES = ["openid", "offline_access"];

/** Shows who asks for what. `refused` is what was chosen before, and cannot be allowed as it is. */
export async function showConsent(
  parts: WebParts,
  exchange: Exchange,
  interaction: Interaction,
  refused?: Consent,
): Promise<Reply> {
  const { address, store } = parts;
  const { owner, client } = interaction;
  const user = owner === undefined ? undefined : await store.users.find(owner);
  if (user === undefined) return messageReply(address, "expired_request");
  const { sources } = await store.overview.stats(user.id);
  const asked = askedScopes(interaction);
  const csrf = issueCsrf(exchange, address);
  const action = `${address.basePath}${interactionPath(interaction.id)}`;
  const page = renderConsent({
    base: address.basePath,
    action,
    csrf: csrf.token,
    client,
    user: user.displayName ?? user.id,
    switchAction: `${action}/switch`,
    asks: PERMISSIONS.filter((permission) => asked.includes(permission)).map((permission) => ({
      permission,
      ticked: refused?.scopes.includes(permission) ?? true,
    })),
    knownSources: sources,
    ...(refused?.sources === undefined ? {} : { problem: "no_sources", chosenSources: refused.sources }),
  });
  return pageReply(page, csrf.cookies);
}

/** Scopes of ours that the client has asked for. */
function askedScopes({ params }: Interaction): readonly Scope[] {
  const named = String(params.scope ?? "").split(" ");
  return OFFERED_SCOPES.filter((scope) => named.includes(scope));
}

/** What the form says, whether or not it can be allowed. */
export function readConsent(interaction: Interaction, form: URLSearchParams): Consent {
  const ticked = form.getAll("scope");
  const allowed = askedScopes(interaction).filter(
    (scope) => scope !== "memory:read" && ticked.includes(scope),
  );
  const scopes: readonly Scope[] = ["memory:read", ...allowed];
  if (fieldOf(form, "sources") === "all") return { scopes };
  const typed = fieldOf(form, "more_sources")
    .split(",")
    .map((source) => source.trim());
  const sources = [...new Set([...form.getAll("source"), ...typed])].filter((source) => source !== "");
  return { scopes, sources };
}

/** Whether it can be allowed: when only some sources are meant, at least one is named as it should be. */
export function isAllowable({ sources }: Consent): boolean {
  return sources === undefined || areSources(sources);
}

/** Keeps what was allowed; answers the id of the grant. */
export async function saveGrant(
  { store, address, clock }: WebParts,
  interaction: Interaction,
  { scopes, sources }: Consent,
): Promise<string> {
  const { owner, client, params } = interaction;
  if (owner === undefined) throw new Error("a consent has nobody who gave it");
  const id = randomBytes(16).toString("base64url");
  const now = clock.now();
  await store.grants.save({
    id,
    owner,
    clientId: client.id,
    clientName: client.name,
    redirectHost: redirectHost(client.redirectUri),
    scopes,
    ...(sources === undefined ? {} : { sources }),
    payload: JSON.stringify(toPayload(address.resource, askedScopes(interaction), scopes, params)),
    createdAt: now,
    expiresAt: now + LIFETIMES.idle * 1000,
  });
  await store.clients.use(client.id, now);
  return id;
}

/** The library asks again for what was neither granted nor rejected. */
function toPayload(
  resource: string,
  asked: readonly Scope[],
  granted: readonly Scope[],
  params: Interaction["params"],
): object {
  const rejected = asked.filter((scope) => !granted.includes(scope));
  const named = String(params.scope ?? "").split(" ");
  const others = OTHER_SCOPES.filter((scope) => named.includes(scope));
  return {
    resources: { [resource]: granted.join(" ") },
    ...(others.length === 0 ? {} : { openid: { scope: others.join(" ") } }),
    ...(rejected.length === 0 ? {} : { rejected: { resources: { [resource]: rejected.join(" ") } } }),
  };
}
