import { setTimeout as sleep } from "node:timers/promises";
import type { Clock } from "../../domain/clock.ts";
import type { OAuthRecord } from "../../domain/oauth/record-store.ts";
import type { Store } from "../../domain/store.ts";
import { type Exchange, jsonReply, type Reply } from "../../http/exchange.ts";
import { type OAuthAddress, toResource } from "./address.ts";
import { GRACE_MS, LIFETIMES } from "./lifetimes.ts";
import type { MemoryReply } from "./memory-call.ts";
import type { Protocol } from "./protocol.ts";
import { openAnswer, sealAnswer } from "./sealed-answer.ts";
import { toKey } from "./secret-key.ts";

export interface TokenEndpointParts {
  readonly protocol: Protocol;
  readonly address: OAuthAddress;
  readonly store: Pick<Store, "clients" | "grants" | "oauthRecords">;
  readonly clock: Clock;
}

/** How long a late request waits for the answer of the one that was first, ms. */
const WAIT_MS = 3_000;
const LOOK_EVERY_MS = 25;
const FORM = "application/x-www-form-urlencoded";

/** Gives out tokens (RFC 6749 section 3.2). A refresh token that is sent twice in a moment gets the same answer twice. */
export function createTokenEndpoint(parts: TokenEndpointParts): (exchange: Exchange) => Promise<Reply> {
  const { protocol, address, store, clock } = parts;
  const { oauthRecords: records } = store;

  return async function token(exchange) {
    const form = new URLSearchParams((await exchange.readBody()).toString("utf8"));
    const wanted = withResources(form, address);
    // The library would look at it only after the code or refresh token is used up.
    if (wanted.getAll("resource").some((name) => name !== address.resource)) return refuseTarget(address);
    const held = heldBy(form);
    const before = held === undefined ? undefined : await records.find(held.kind, toKey(held.value));
    const reply = await protocol.call(exchange, {
      url: exchange.path,
      signs: true,
      ...bodyOf(exchange, wanted),
    });
    if (held !== undefined && reply.status === 200) await keep(held, before, reply.body);
    const known = held !== undefined && reply.found.isLate ? await waitForAnswer(held.value) : undefined;
    return known === undefined ? reply : answerAgain(reply, known);
  };

  async function keep({ kind, value }: Held, record: OAuthRecord | undefined, answer: string): Promise<void> {
    await note(record);
    if (kind === "refresh") await records.keepAnswer(kind, toKey(value), sealAnswer(value, answer));
  }

  /** A client in use stays connected; one that has not come for a month has to be let in again. */
  async function note(record: OAuthRecord | undefined): Promise<void> {
    const grant = record?.grantId === undefined ? undefined : await store.grants.find(record.grantId);
    if (grant === undefined) return;
    const now = clock.now();
    const expiresAt = Math.min(now + LIFETIMES.idle * 1000, grant.createdAt + LIFETIMES.grant * 1000);
    await store.grants.save({ ...grant, usedAt: now, expiresAt });
    await store.clients.use(grant.clientId, now);
  }

  async function waitForAnswer(refreshToken: string): Promise<string | undefined> {
    const key = toKey(refreshToken);
    for (let waited = 0; waited < WAIT_MS; waited += LOOK_EVERY_MS) {
      const record = await records.find("refresh", key);
      const { consumedAt, answer } = record ?? {};
      if (consumedAt === undefined || clock.now() - consumedAt >= GRACE_MS) return undefined;
      if (answer !== undefined) return openAnswer(refreshToken, answer);
      await sleep(LOOK_EVERY_MS);
    }
    return undefined;
  }
}

/** What is no form the library refuses by itself. */
function bodyOf({ headers }: Exchange, form: URLSearchParams): { readonly body?: Buffer } {
  if (headers["content-type"]?.startsWith(FORM) !== true) return {};
  return { body: Buffer.from(form.toString(), "utf8") };
}

/** Old clients name no resource, and some spell ours in their own way. Who asks for less still asks to read. */
function withResources(form: URLSearchParams, address: OAuthAddress): URLSearchParams {
  const wanted = new URLSearchParams([...form].filter(([name]) => name !== "resource"));
  const scopes = (form.get("scope") ?? "").split(" ").filter((scope) => scope !== "");
  if (scopes.length > 0 && !scopes.includes("memory:read")) {
    wanted.set("scope", [...scopes, "memory:read"].join(" "));
  }
  // A parameter without a value counts as left out (RFC 6749 section 3.2).
  const named = form.getAll("resource").filter((text) => text !== "");
  for (const value of new Set(named.map((text) => toResource(text, address) ?? text))) {
    wanted.append("resource", value);
  }
  return wanted;
}

function refuseTarget({ resource }: OAuthAddress): Reply {
  const body = {
    error: "invalid_target",
    error_description: `Tokens are for ${resource} alone; name it as resource, or none`,
  };
  return jsonReply(400, body, { "access-control-allow-origin": "*" });
}

/** What a client exchanges for tokens. */
interface Held {
  readonly kind: "code" | "refresh";
  readonly value: string;
}

function heldBy(form: URLSearchParams): Held | undefined {
  const type = form.get("grant_type");
  const [kind, value] =
    type === "refresh_token"
      ? (["refresh", form.get("refresh_token")] as const)
      : (["code", form.get("code")] as const);
  return value === null || value === "" ? undefined : { kind, value };
}

function answerAgain({ headers }: MemoryReply, body: string): Reply {
  return { status: 200, headers: { ...headers, "content-type": "application/json; charset=utf-8" }, body };
}
