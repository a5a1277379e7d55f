import { type AccountView, renderAccount } from "../../../src/oauth/pages/account.ts";
import type { ClientView } from "../../../src/oauth/pages/client-view.ts";
import { type ConsentView, renderConsent } from "../../../src/oauth/pages/consent.ts";
import { renderDeadLink } from "../../../src/oauth/pages/dead-link.ts";
import type { Page } from "../../../src/oauth/pages/layout.ts";
import { renderMessage } from "../../../src/oauth/pages/message.ts";
import { renderReturning } from "../../../src/oauth/pages/returning.ts";
import { renderSignIn, type SignInView } from "../../../src/oauth/pages/sign-in.ts";
import { renderInvite, renderSetup } from "../../../src/oauth/pages/welcome.ts";

export const NOON = Date.UTC(2026, 10, 21, 12, 0);
const PASSKEY = { optionsUrl: "/memory/oauth/passkey", action: "/memory/oauth/passkey-in" };

export const aClient = (changes: Partial<ClientView> = {}): ClientView => ({
  name: "Claude",
  redirectUri: "https://claude.ai/api/mcp/auth_callback",
  ...changes,
});

export const aSignIn = (changes: Partial<SignInView> = {}): SignInView => ({
  base: "/memory",
  csrf: "token",
  action: "/memory/oauth/sign-in",
  ...changes,
});

export const aConsent = (changes: Partial<ConsentView> = {}): ConsentView => ({
  base: "/memory",
  csrf: "token",
  action: "/memory/oauth/consent",
  client: aClient(),
  user: "Ada",
  switchAction: "/memory/oauth/switch",
  asks: [
    { permission: "memory:write", ticked: true },
    { permission: "memory:delete", ticked: false },
  ],
  knownSources: ["nas", "work"],
  ...changes,
});

export const anAccount = (changes: Partial<AccountView> = {}): AccountView => ({
  base: "/memory",
  csrf: "token",
  user: "ada",
  clients: [],
  passkeys: [],
  canAddPasskey: true,
  hasPassword: true,
  actions: {
    revoke: "/memory/oauth/revoke",
    removePasskey: "/memory/oauth/passkey-remove",
    addPasskey: "/memory/oauth/passkey-add",
    passkeyOptions: "/memory/oauth/passkey-options",
    changePassword: "/memory/oauth/password",
    signOut: "/memory/oauth/out",
    signOutEverywhere: "/memory/oauth/out-all",
  },
  ...changes,
});

/** Every page with everything it can show, each text of it (names, tokens, sentences) being `text`. */
export function everyPage(text: string): Record<string, Page> {
  const form = { base: "/memory", csrf: text, action: "/memory/oauth/form" };
  const web = aClient({ name: text, documentHost: text });
  const local = aClient({ name: text, redirectUri: "http://127.0.0.1:4321/cb" });
  const own = aClient({ name: text, documentHost: text, redirectUri: "cursor://some/callback" });
  const welcome = { ...form, user: text, displayName: text, problems: [text], passwordProblems: [text] };
  const sources = [`${text}1`, `${text}2`];
  const client = { id: text, name: text, redirectHost: text, scopes: ["memory:write"], sources } as const;
  return {
    "sign-in": renderSignIn({ ...form, client: web, login: text, passkey: PASSKEY }),
    "sign-in refused": renderSignIn({ ...form, client: local, login: text, problem: { code: "mismatch" } }),
    "consent of a known host": renderConsent(aConsent({ ...form, client: web, user: text })),
    "consent of a program": renderConsent(
      aConsent({ ...form, client: own, knownSources: sources, chosenSources: [text] }),
    ),
    "consent of an unknown program": renderConsent(
      aConsent({ ...form, client: local, problem: "no_sources" }),
    ),
    "set-up": renderSetup({ ...welcome, passkey: PASSKEY }),
    invite: renderInvite({ ...welcome, passkey: PASSKEY }),
    "dead link": renderDeadLink({ base: "/memory", kind: "unknown", user: text }),
    account: renderAccount(
      anAccount({
        csrf: text,
        user: text,
        displayName: text,
        notice: text,
        problems: [text],
        passwordProblems: [text],
        clients: [
          { ...client, since: NOON, changes: 3 },
          { ...client, since: NOON, lastUse: NOON, changes: 1 },
        ],
        passkeys: [{ id: text, name: text, since: NOON, lastUse: NOON }],
      }),
    ),
    "account with one way in": renderAccount(
      anAccount({ hasPassword: false, passkeys: [{ id: text, name: text, since: NOON }] }),
    ),
    message: renderMessage({
      base: "/memory",
      code: `unheard_of ${text}`,
      description: `Wrong: ${text}`,
      link: { path: "/memory/oauth/account", label: text },
    }),
    returning: renderReturning({ base: "/memory", client: own, path: "/memory/oauth/auth/1" }),
  };
}
