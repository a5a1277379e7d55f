import { beforeAll, describe, expect, it } from "vitest";
import type { Browser, Shown } from "../support/browser.ts";
import { ALLOW, authorize, authorizeUrl, makePkce, register, signIn } from "../support/flow.ts";
import { type OAuthNode, startOAuthNode } from "../support/node.ts";

const NAMES: Readonly<Record<string, string>> = {
  script: "<script>alert(1)</script>",
  "closing tags": '"></bdi></main></body><img src=x onerror=alert(1)>',
  "an attribute": "' onmouseover='alert(1)' x='",
  "a template": "${alert(1)} {{constructor.constructor('alert(1)')()}}",
  "an entity": "&lt;script&gt;alert(1)&lt;/script&gt;",
  "a comment": "<!-- --!> --><svg onload=alert(1)>",
  "another direction": "Claude \u202e\u2066evil\u2069 \u200e",
  "nothing to see": "\u200b\u2060\ufeff\u00ad\u3164",
  lines: "Claude\r\nSet-Cookie: x=y\r\n\r\n<h1>Hi</h1>",
  "control characters": "a\u0000b\u0007c\u001b[31m\u0085",
  "10,000 characters": "W".repeat(10_000),
  "piled-up marks": `Z${"\u0335".repeat(500)}`,
  "half a character at the cut": `${"a".repeat(199)}😀`,
  "a name that is a property": "__proto__",
};
const LINKS = Object.fromEntries(
  ["logo_uri", "policy_uri", "tos_uri", "client_uri", "initiate_login_uri"].map((name) => [
    name,
    "javascript:alert(document.cookie)//",
  ]),
);

let node: OAuthNode;
let browser: Browser;
beforeAll(async () => {
  node = await startOAuthNode();
  await node.addUser();
  browser = node.browser();
  await signIn(browser, await browser.open("/oauth/sign-in"));
});

function expectHarmless({ html, headers, status }: Shown): void {
  expect(status).toBe(200);
  expect(html).not.toMatch(/<script(?! src="\/oauth\/)|<img(?! src="\/oauth\/)|<svg|<!--|<h1>Hi/i);
  expect(html.replace(/&[#\w]+;/g, "")).not.toMatch(/<[^>]*\son\w+=/i);
  expect(html).not.toMatch(/javascript:/i);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
  expect(html).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u200b\ufeff]/);
  expect(html).not.toContain("W".repeat(100));
  expect(html.isWellFormed()).toBe(true);
  expect(headers.get("set-cookie") ?? "").not.toContain("x=y");
}

describe("a client that gives itself a name with", () => {
  it.each(Object.entries(NAMES))("%s is shown harmlessly wherever it is shown", async (_, name) => {
    const client = await register(node, { client_name: name, ...LINKS });
    for (const link of Object.keys(LINKS)) expect(client).not.toHaveProperty(link);
    const { client_name: kept } = client;
    expect([typeof kept, [...kept].length <= 200, kept.isWellFormed()]).toEqual(["string", true, true]);
    const url = authorizeUrl(node, client.client_id, makePkce());
    expectHarmless(await node.browser().open(url));
    const consent = await browser.open(url);
    expectHarmless(consent);
    expect(consent.html).toContain("unverified name");
    expect(consent.html).toContain('<span class="big host">client.example</span>');
    const callback = await authorize(node, url, { browser, consent: ALLOW });
    expect(callback.host).toBe("client.example");
    expectHarmless(await browser.open("/oauth/account"));
  });
});

describe("what somebody types or sends is shown as text:", () => {
  it("a name that nobody has", async () => {
    const fresh = node.browser();
    const page = await fresh.open("/oauth/sign-in");
    const answer = await fresh.submit(page, { login: '"><script>alert(1)</script>', password: "x" });
    expect(answer.status).toBe(400);
    expect(answer.html).toContain('value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"');
  });

  it("nothing of a request that is refused", async () => {
    const marked = "CANARY<script>alert(1)</script>";
    const { client_id: id } = await register(node);
    for (const params of [
      { client_id: marked },
      { redirect_uri: `https://evil.com/${marked}` },
      { redirect_uri: "https://evil.com/", state: marked, scope: marked },
    ]) {
      const page = await node.browser().open(authorizeUrl(node, id, makePkce(), params));
      expect([page.status, page.html.includes("CANARY")]).toEqual([400, false]);
    }
  });
});
