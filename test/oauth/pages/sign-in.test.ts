import { describe, expect, it } from "vitest";
import { renderSignIn } from "../../../src/oauth/pages/sign-in.ts";
import { aClient, aSignIn } from "./every-page.ts";
import { alertOf, fieldsOf, textOf } from "./page-text.ts";

const PASSKEY = { optionsUrl: "/memory/options", action: "/memory/in" };

describe("the page for signing in", () => {
  it("says which client asks, and where one returns to", () => {
    const page = renderSignIn(aSignIn({ client: aClient() }));
    expect(textOf(page)).toContain(
      "A client that calls itself Claude asks for access. You return to claude.ai.",
    );
  });

  it("says when one returns to a program", () => {
    const client = aClient({ redirectUri: "http://127.0.0.1:4321/" });
    expect(textOf(renderSignIn(aSignIn({ client })))).toContain(
      "a program on this computer (127.0.0.1:4321)",
    );
  });

  it("lets password managers and passkeys fill it in", () => {
    const page = renderSignIn(aSignIn({ passkey: PASSKEY }));
    expect(fieldsOf(page, "login")[0]?.attributes.get("autocomplete")).toBe("username webauthn");
    expect(fieldsOf(page, "password")[0]?.attributes.get("autocomplete")).toBe("current-password");
  });

  it("hides the button for passkeys until its script shows it, and has neither when there can be none", () => {
    expect(renderSignIn(aSignIn({ passkey: PASSKEY })).html).toMatch(
      /<button type="button"[^>]* hidden data-passkey="get"/,
    );
    expect(renderSignIn(aSignIn()).html).not.toMatch(/data-passkey|<script/);
  });

  it("keeps the name that was typed, and never a password", () => {
    const page = renderSignIn(aSignIn({ login: "ada", problem: { code: "mismatch" } }));
    expect(fieldsOf(page, "login")[0]?.attributes.get("value")).toBe("ada");
    expect(fieldsOf(page, "password")[0]?.attributes.has("value")).toBe(false);
  });

  it("does not tell whether there is such an account", () => {
    const page = renderSignIn(aSignIn({ login: "ada", problem: { code: "mismatch" } }));
    expect(page.status).toBe(400);
    expect(alertOf(page)).toBe("User name and password do not match. Check both, and try again.");
    expect(fieldsOf(page, "login")[0]?.attributes.get("aria-describedby")).toBe("problem");
  });

  it.each([
    [12, "12 minutes", "720"],
    [0.2, "1 minute", "60"],
    [3.1, "4 minutes", "240"],
  ])("says how long to wait after too many attempts (%d)", (minutes, said, seconds) => {
    const page = renderSignIn(aSignIn({ problem: { code: "throttled", minutes } }));
    expect(page).toMatchObject({ status: 429, headers: { "retry-after": seconds } });
    expect(alertOf(page)).toBe(`Too many attempts. Wait ${said}, then try again.`);
  });
});
