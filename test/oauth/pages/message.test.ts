import { describe, expect, it } from "vitest";
import { renderMessage } from "../../../src/oauth/pages/message.ts";
import { MESSAGES } from "../../../src/oauth/pages/message-texts.ts";
import { renderReturning } from "../../../src/oauth/pages/returning.ts";
import { aClient } from "./every-page.ts";
import { textOf } from "./page-text.ts";

describe("a page with a message", () => {
  it.each(Object.entries(MESSAGES))("says for %s what it is about and what to do next", (code, message) => {
    const page = renderMessage({ base: "", code });
    expect(page.status).toBe(message.status);
    expect(textOf(page)).toContain(`${message.title} ${message.text} ${message.next}`);
    expect(textOf(page).endsWith(code)).toBe(message.status >= 400);
  });

  it.each(["unsupported_response_type", "toString", "__proto__", ""])(
    "answers the code %j as a bad request",
    (code) => {
      const page = renderMessage({ base: "", code, description: "response_type is not known" });
      expect(page.status).toBe(400);
      expect(textOf(page)).toBe(
        `${textOf(renderMessage({ base: "", code: "invalid_request" })).replace("invalid_request", code)} response_type is not known`.replace(
          / +/g,
          " ",
        ),
      );
    },
  );

  it("cuts what a stranger has to say", () => {
    const page = renderMessage({ base: "", code: "invalid_request", description: "x".repeat(10_000) });
    expect(textOf(page).endsWith(` ${"x".repeat(299)}…`)).toBe(true);
  });

  it("says how long to wait", () => {
    const page = renderMessage({ base: "", code: "too_many_attempts", minutes: 14.2 });
    expect(page).toMatchObject({ status: 429, headers: { "retry-after": "900" } });
    expect(textOf(page)).toContain("Wait 15 minutes, then try again.");
  });

  it("leads on within this server alone", () => {
    const link = { path: "/oauth/account", label: "Sign in again" };
    expect(renderMessage({ base: "", code: "signed_out", link }).html).toContain(
      '<a href="/oauth/account">Sign in again</a>',
    );
    const away = { ...link, path: "https://evil.example/" };
    expect(() => renderMessage({ base: "", code: "signed_out", link: away })).toThrow(TypeError);
  });
});

describe("the page that leads back to a client", () => {
  it("goes on by itself, by a path of this server", () => {
    const page = renderReturning({ base: "", client: aClient(), path: "/oauth/auth/1" });
    expect(page.headers.refresh).toBe("0; url=/oauth/auth/1");
    expect(textOf(page)).toBe(
      "Returning to Claude Your answer goes to claude.ai. Continue if nothing happens.",
    );
  });

  it("leads to no other server by itself", () => {
    const view = { base: "", client: aClient(), path: "https://evil.example/" };
    expect(() => renderReturning(view)).toThrow(TypeError);
  });
});
