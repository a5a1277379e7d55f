import { describe, expect, it } from "vitest";
import { renderAccount } from "../../../src/oauth/pages/account.ts";
import type { ConnectedClient } from "../../../src/oauth/pages/account-clients.ts";
import { anAccount, NOON } from "./every-page.ts";
import { alertOf, fieldsOf, textOf, valuesOf } from "./page-text.ts";

const aConnected = (changes: Partial<ConnectedClient> = {}): ConnectedClient => ({
  id: "one",
  name: "Claude",
  redirectHost: "claude.ai",
  scopes: ["memory:read", "memory:write"],
  since: NOON,
  changes: 0,
  ...changes,
});
const PASSKEY = { id: "key", name: "Laptop", since: NOON };

describe("the connected clients of an account", () => {
  it("are shown with what they may and what they did", () => {
    const clients = [aConnected({ lastUse: NOON + 60_000, changes: 1, sources: ["nas", "work"] })];
    expect(textOf(renderAccount(anAccount({ clients })))).toContain(
      "Claude claude.ai May read, add and change Sources only nas, work Since 21 Nov 2026, 12:00 UTC Last use 21 Nov 2026, 12:01 UTC Wrote 1 change Revoke",
    );
  });

  it("may have used nothing so far, and may be let in to everything", () => {
    const text = textOf(renderAccount(anAccount({ clients: [aConnected({ scopes: ["memory:read"] })] })));
    expect(text).toContain("May read Sources everything");
    expect(text).toContain("Last use never Wrote 0 changes");
  });

  it.each([
    [["memory:delete", "memory:read"], "May read, add, change and delete"],
    [["memory:admin"], "May do everything"],
    [[], "May nothing"],
  ] as const)("with %j are said to: %s", (scopes, said) => {
    expect(textOf(renderAccount(anAccount({ clients: [aConnected({ scopes })] })))).toContain(said);
  });

  it("are revoked one by one", () => {
    const page = renderAccount(anAccount({ clients: [aConnected(), aConnected({ id: "two" })] }));
    expect(valuesOf(page, "client")).toEqual(["one", "two"]);
    expect(page.html.split('action="/memory/oauth/revoke"')).toHaveLength(3);
  });

  it("may be none", () => {
    expect(textOf(renderAccount(anAccount()))).toContain("No client has access to your memory.");
  });
});

describe("the passkeys of an account", () => {
  it("can be removed while there is another way in", () => {
    expect(valuesOf(renderAccount(anAccount({ passkeys: [PASSKEY] })), "passkey")).toEqual(["key"]);
    const two = anAccount({ hasPassword: false, passkeys: [PASSKEY, { ...PASSKEY, id: "other" }] });
    expect(valuesOf(renderAccount(two), "passkey")).toEqual(["key", "other"]);
  });

  it("cannot be removed when one is the only way in", () => {
    const page = renderAccount(anAccount({ hasPassword: false, passkeys: [PASSKEY] }));
    expect(valuesOf(page, "passkey")).toEqual([]);
    expect(textOf(page)).toContain("Your only way to sign in.");
  });

  it("can be added where there can be any", () => {
    expect(renderAccount(anAccount()).html).toContain('data-passkey="create"');
    expect(renderAccount(anAccount({ canAddPasskey: false })).html).not.toMatch(/data-passkey|<script/);
  });
});

describe("the password of an account", () => {
  it("is changed by who knows it", () => {
    expect(fieldsOf(renderAccount(anAccount()), "current_password")[0]?.attributes.get("autocomplete")).toBe(
      "current-password",
    );
  });

  it("is set for the first time without one", () => {
    const page = renderAccount(anAccount({ hasPassword: false }));
    expect(fieldsOf(page, "current_password")).toEqual([]);
    expect(textOf(page)).toContain("Set a password");
  });

  it.each([
    [{ passwordProblems: ["Dates are easy to guess."] }, "Dates are easy to guess.", "new_password"],
    [{ currentPasswordProblem: "It is not right." }, "It is not right.", "current_password"],
  ])("shows its form at once when something was wrong with it: %o", (problem, said, field) => {
    const page = renderAccount(anAccount(problem));
    expect(page.status).toBe(400);
    expect(alertOf(page)).toBe(said);
    expect(page.html).toMatch(/<details open>\s*<summary>Change password/);
    expect(fieldsOf(page, field)[0]?.attributes.has("autofocus")).toBe(true);
  });
});

it("an account can be signed out here and everywhere, and says what was done", () => {
  const page = renderAccount(anAccount({ notice: "The client was revoked." }));
  expect(page.html).toContain('<p class="notice" role="status">The client was revoked.</p>');
  expect(page.html).toContain('action="/memory/oauth/out"');
  expect(page.html).toContain('action="/memory/oauth/out-all"');
});
