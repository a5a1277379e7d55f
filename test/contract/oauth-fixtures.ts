import type { ClientRecord } from "../../src/domain/oauth/client-store.ts";
import type { Grant } from "../../src/domain/oauth/grant-store.ts";
import type { UserLink } from "../../src/domain/oauth/link-store.ts";
import type { Passkey } from "../../src/domain/oauth/passkey-store.ts";
import type { OAuthRecord } from "../../src/domain/oauth/record-store.ts";
import { START } from "./backends.ts";
import { alice } from "./fixtures.ts";

export const CLIENT = "https://claude.example/client.json";

export function aClient(id: string, parts: Partial<ClientRecord> = {}): ClientRecord {
  return { id, name: `Client ${id}`, origin: "registered", metadata: {}, createdAt: START, ...parts };
}

export function aGrant(id: string, parts: Partial<Grant> = {}): Grant {
  return {
    id,
    owner: alice,
    clientId: CLIENT,
    clientName: "Claude",
    redirectHost: "claude.example",
    scopes: ["memory:read", "memory:write"],
    payload: '{"openid":{}}',
    createdAt: START,
    expiresAt: START + 1000,
    ...parts,
  };
}

export function aRecord(key: string, parts: Partial<OAuthRecord> = {}): OAuthRecord {
  return { kind: "code", key, payload: "{}", expiresAt: START + 1000, ...parts };
}

export function aPasskey(id: string, parts: Partial<Passkey> = {}): Passkey {
  return {
    id,
    owner: alice,
    publicKey: new Uint8Array([0, 1, 254, 255]),
    counter: 0,
    transports: ["internal", "usb"],
    name: "phone",
    createdAt: START,
    ...parts,
  };
}

export function aLink(key: string, parts: Partial<UserLink> = {}): UserLink {
  return { key, kind: "invite", owner: alice, createdAt: START, expiresAt: START + 1000, ...parts };
}
