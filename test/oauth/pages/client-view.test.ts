import { expect, it } from "vitest";
import { type ClientView, clientBox } from "../../../src/oauth/pages/client-view.ts";

const show = (client: Partial<ClientView>) =>
  clientBox({ name: "Good client", redirectUri: "https://client.example/cb", ...client }).toString();

it.each([
  ["client.example", "https://client.example/cb"],
  ["chatgpt.com", "https://chatgpt.com/connector/oauth/x1"],
  ["claude.ai", "https://claude.ai/api/mcp/auth_callback"],
  ["client.example:8443", "https://client.example:8443/cb"],
])("the name that %s vouches for is verified when the answer goes to %s", (documentHost, redirectUri) => {
  const html = show({ documentHost, redirectUri });
  expect(html).toContain("verified</span>");
  expect(html).not.toContain("another host than");
});

it.each([
  "https://other.example/cb",
  "https://cb.client.example/cb",
  "https://example/cb",
  "https://client.example:8443/cb",
  "https://client.example.evil.com/cb",
])("it is not proven when the answer goes to %s, and a sentence warns of that", (redirectUri) => {
  const html = show({ documentHost: "client.example", redirectUri });
  expect(html).toContain("not proven");
  expect(html).not.toContain("verified</span>");
  expect(html).toMatch(
    new RegExp(`goes to <span class="host">${new URL(redirectUri).host}</span>, another host than`),
  );
});

it("a program on this computer has a warning of its own", () => {
  const html = show({ documentHost: "client.example", redirectUri: "http://127.0.0.1:4711/cb" });
  expect(html).toContain("not proven");
  expect(html).toContain("a program on this computer");
  expect(html).not.toContain("another host than");
});

it("a name that no document vouches for needs no host to compare", () => {
  const html = show({});
  expect(html).toContain("unverified name");
  expect(html).not.toContain("another host than");
});
