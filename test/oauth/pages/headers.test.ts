import { describe, expect, it } from "vitest";
import { html } from "../../../src/oauth/pages/html.ts";
import { type Page, renderPage } from "../../../src/oauth/pages/layout.ts";
import { renderSignIn } from "../../../src/oauth/pages/sign-in.ts";
import { parseHtml } from "../../helpers/html-tree.ts";
import { aClient, aSignIn, everyPage } from "./every-page.ts";

const pages = Object.entries(everyPage("text"));
const policyOf = ({ headers }: Page) => headers["content-security-policy"]?.split("; ");

describe.each(pages)("the page: %s", (_, page) => {
  it("is kept by nobody, framed by nobody and read as what it is", () => {
    expect(page.headers).toMatchObject({
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "x-frame-options": "DENY",
      "x-content-type-options": "nosniff",
      "referrer-policy": "same-origin",
    });
    expect(page.headers["permissions-policy"]).toContain("camera=()");
    expect(page.headers).not.toHaveProperty("cross-origin-opener-policy");
  });

  it("allows nothing but its own style and images, and its script where it has one", () => {
    const scripted = parseHtml(page.html).some(({ tag }) => tag === "script");
    const policy = policyOf(page) ?? [];
    expect(policy.slice(0, 3)).toEqual(["default-src 'none'", "style-src 'self'", "img-src 'self'"]);
    expect(policy.includes("script-src 'self'") && policy.includes("connect-src 'self'")).toBe(scripted);
    expect(policy.slice(-2)).toEqual(["frame-ancestors 'none'", "base-uri 'none'"]);
    expect(policy.join(" ")).not.toMatch(/unsafe|\*/);
  });

  it("has no inline script, style or handler, and nothing from elsewhere", () => {
    for (const { tag, attributes, text } of parseHtml(page.html)) {
      expect(tag).not.toBe("style");
      if (tag === "script") expect(text).toBe("");
      for (const name of attributes.keys()) expect(name).not.toMatch(/^on|^style$/);
      for (const name of ["src", "href", "action", "formaction", "data-options-url"]) {
        expect(attributes.get(name) ?? "/").toMatch(/^\/(?!\/)/);
      }
    }
  });

  it("finds its files below the mount path", () => {
    const files = parseHtml(page.html).flatMap(({ tag, attributes }) =>
      tag === "link" || tag === "script" ? [attributes.get("href") ?? attributes.get("src") ?? ""] : [],
    );
    expect(files.length).toBeGreaterThan(1);
    for (const file of files)
      expect(file).toMatch(/^\/memory\/oauth\/assets\/[a-z]+-[0-9a-f]{16}\.(css|js|svg)$/);
  });
});

describe("where a form may lead", () => {
  it.each([
    ["https://claude.ai/cb?x=1", "form-action 'self' https://claude.ai"],
    ["http://127.0.0.1:4321/", "form-action 'self' http://127.0.0.1:4321"],
    ["http://[::1]:4321/", "form-action 'self' http:"],
    ["cursor://a/b", "form-action 'self' cursor:"],
  ])("is this server and %s", (redirectUri, directive) => {
    const page = renderSignIn(aSignIn({ client: aClient({ redirectUri }) }));
    expect(policyOf(page)).toContain(directive);
  });

  it("is this server alone without a client", () => {
    expect(policyOf(renderSignIn(aSignIn()))).toContain("form-action 'self'");
  });

  it.each([
    "https://a.example; script-src *",
    "'unsafe-inline'",
    "*",
    "https://*.example",
    "https://a.example/x",
    "",
  ])("is never %j, which would change the policy", (target) => {
    const parts = { base: "", title: "", body: html``, formTargets: [target] };
    expect(() => renderPage(parts)).toThrow(TypeError);
  });

  it.each(["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "", "/a b"])(
    "is never %j as the action of a form",
    (action) => {
      expect(() => renderSignIn(aSignIn({ action }))).toThrow(TypeError);
    },
  );
});
