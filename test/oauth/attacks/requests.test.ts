import { beforeAll, describe, expect, it } from "vitest";
import { authorize, authorizeUrl, makePkce, REDIRECT, type RegisteredClient } from "../support/flow.ts";
import type { OAuthNode } from "../support/node.ts";
import { startSite } from "../support/site.ts";
import { ask, askAuthorize, expectErrorPage, expectErrorTo } from "./support/requests.ts";

let node: OAuthNode;
let client: RegisteredClient;
beforeAll(async () => {
  ({ node, client } = await startSite());
});

describe("a request is refused, and the client is told with its state and our name:", () => {
  it.each([
    ["a token instead of a code", { response_type: "token" }, "unsupported_response_type"],
    ["an id token instead of a code", { response_type: "id_token", nonce: "n" }, "unsupported_response_type"],
    ["both at once", { response_type: "code token" }, "unsupported_response_type"],
    ["nothing that is asked for", { response_type: undefined }, "invalid_request"],
    ["to answer without asking", { prompt: "none" }, "login_required"],
    ["to ask and not to ask", { prompt: "none consent" }, "invalid_request"],
    ["another prompt", { prompt: "everything" }, "invalid_request"],
    ["a request object", { request: "eyJhbGciOiJub25lIn0.e30." }, "request_not_supported"],
    ["a request elsewhere", { request_uri: "https://evil.com/request" }, "request_uri_not_supported"],
    ["a registration", { registration: "{}" }, "registration_not_supported"],
    ["an answer by a form", { response_mode: "form_post" }, "unsupported_response_mode"],
    ["an answer in the fragment", { response_mode: "fragment" }, "unsupported_response_mode"],
    ["an answer by message", { response_mode: "web_message" }, "unsupported_response_mode"],
    ["a signed answer", { response_mode: "jwt" }, "unsupported_response_mode"],
    [
      "a form, and no proof key",
      { response_mode: "form_post", code_challenge: undefined },
      "unsupported_response_mode",
    ],
    ["characters that no scope has", { scope: 'memory:read "x"' }, "invalid_scope"],
  ] as const)("%s", async (_, params, error) => {
    const answer = await askAuthorize(node, client.client_id, params);
    expect(answer.text).not.toContain("<form");
    if ("response_type" in params && params.response_type?.includes("token")) {
      // Whoever wants a token looks for errors there (RFC 6749 section 4.2.2.1).
      const { location } = answer;
      const told = new URLSearchParams(location?.hash.slice(1));
      expect([location?.origin, told.get("error"), told.get("iss"), told.get("state")]).toEqual([
        "https://client.example",
        error,
        node.issuer,
        "some state",
      ]);
    } else expectErrorTo(answer, { node, redirect: REDIRECT, error });
  });

  it.each([
    "response_type",
    "scope",
    "state",
    "code_challenge",
    "code_challenge_method",
    "prompt",
    "response_mode",
  ])("%s twice", async (name) => {
    const url = new URL(authorizeUrl(node, client.client_id, makePkce()));
    if (!url.searchParams.has(name)) url.searchParams.append(name, "query");
    url.searchParams.append(name, url.searchParams.get(name) ?? "");
    const { location } = await ask(node, url.href);
    expect(`${location?.origin}${location?.pathname}`).toBe(REDIRECT);
    expect(location?.searchParams.get("error")).toBe("invalid_request");
    expect(location?.searchParams.get("iss")).toBe(node.issuer);
  });

  it("the client twice, on a page: nobody knows who asks", async () => {
    const url = `${authorizeUrl(node, client.client_id, makePkce())}&client_id=${client.client_id}`;
    expectErrorPage(await ask(node, url), "This request cannot be answered");
  });
});

it("the metadata offer what is done, and nothing else", async () => {
  const response = await node.fetch(`${node.issuer}/.well-known/oauth-authorization-server`);
  const metadata = await response.json();
  expect(metadata).toMatchObject({
    issuer: node.issuer,
    response_types_supported: ["code"],
    response_modes_supported: ["query"],
    grant_types_supported: ["authorization_code", "refresh_token"],
    code_challenge_methods_supported: ["S256"],
    authorization_response_iss_parameter_supported: true,
  });
  expect(metadata).not.toMatchObject({ request_parameter_supported: true });
  expect(metadata).not.toMatchObject({ request_uri_parameter_supported: true });
});

it("an answer in the query may be asked for by name", async () => {
  const { location } = await askAuthorize(node, client.client_id, { response_mode: "query" });
  expect(location?.pathname).toMatch(/^\/oauth\/interaction\//);
});

it.each([
  ["without a state there is none in the answer", undefined],
  ["a state comes back as it was", "a b&c=d#e?f\r\nLocation: https://evil.com/ \u202e<script>"],
])("%s", async (_, state) => {
  const callback = await authorize(node, authorizeUrl(node, client.client_id, makePkce(), { state }));
  expect(callback.searchParams.get("state")).toBe(state ?? null);
  expect(callback.searchParams.get("iss")).toBe(node.issuer);
  expect([...callback.searchParams.keys()].sort()).toEqual(
    state === undefined ? ["code", "iss"] : ["code", "iss", "state"],
  );
  expect(callback.host).toBe("client.example");
});

it("who denies sends the client an error with state and iss, and nothing else", async () => {
  const callback = await authorize(node, authorizeUrl(node, client.client_id, makePkce()), {
    consent: { decision: "deny" },
  });
  expectErrorTo({ location: callback }, { node, redirect: REDIRECT, error: "access_denied" });
});

it.each(["POST", "PUT", "DELETE"])("%s is no way to ask for access", async (method) => {
  const response = await node.fetch(authorizeUrl(node, client.client_id, makePkce()), {
    method,
    redirect: "manual",
  });
  expect([response.status, response.headers.get("location")]).toEqual([405, null]);
});

it("what the token endpoint gets twice or in the query counts for nothing", async () => {
  const form = "grant_type=refresh_token&refresh_token=a&refresh_token=b";
  const post = (query: string, body: string, type = "application/x-www-form-urlencoded") =>
    node.fetch(`${node.issuer}/token${query}`, { method: "POST", headers: { "content-type": type }, body });
  const own = `client_id=${client.client_id}`;
  const answers = [
    await post("", `${own}&${form}`),
    await post("", `${own}&${own}&grant_type=refresh_token&refresh_token=a`),
    await post(`?${own}&grant_type=refresh_token&refresh_token=a`, ""),
    await post("", JSON.stringify({ client_id: client.client_id }), "application/json"),
    await post("", `${own}&grant_type=password&username=ada&password=x`),
    await post("", `${own}&grant_type=client_credentials`),
    await post("", `${own}&grant_type=implicit`),
    await post("", `${own}&grant_type=__proto__`),
  ];
  for (const answer of answers) {
    const { error } = (await answer.json()) as { error: string };
    expect([400, 401]).toContain(answer.status);
    expect(error).toMatch(/^(invalid_request|unsupported_grant_type|invalid_client)$/);
  }
});
