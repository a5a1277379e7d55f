import { createHash, randomBytes } from "node:crypto";
import type { Browser, Shown } from "./browser.ts";
import { type OAuthSite, PASSWORD, USER } from "./node.ts";

/** As much of a server as its clients see. */
export type Seen = Pick<OAuthSite, "issuer" | "resource" | "fetch">;

/** A client's half of a proof key (RFC 7636). */
export interface Pkce {
  readonly verifier: string;
  readonly challenge: string;
}

export function makePkce(): Pkce {
  const verifier = randomBytes(32).toString("base64url");
  return { verifier, challenge: createHash("sha256").update(verifier).digest("base64url") };
}

export interface RegisteredClient {
  readonly client_id: string;
  readonly client_secret?: string;
  // biome-ignore lint/suspicious/noExplicitAny: metadata is compared with literals
  readonly [name: string]: any;
}

export const REDIRECT = "https://client.example/callback";

export async function register(node: Seen, metadata: object = {}): Promise<RegisteredClient> {
  const response = await node.fetch(`${node.issuer}/register`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      client_name: "Test client",
      redirect_uris: [REDIRECT],
      token_endpoint_auth_method: "none",
      ...metadata,
    }),
  });
  if (response.status !== 201) throw new Error(`registration: ${response.status} ${await response.text()}`);
  return (await response.json()) as RegisteredClient;
}

/** The address a client sends a person to. */
export function authorizeUrl(
  node: Seen,
  clientId: string,
  pkce: Pkce,
  more: Readonly<Record<string, string | undefined>> = {},
): string {
  const url = new URL(`${node.issuer}/authorize`);
  const params = {
    response_type: "code",
    client_id: clientId,
    redirect_uri: REDIRECT,
    code_challenge: pkce.challenge,
    code_challenge_method: "S256",
    state: "some state",
    resource: node.resource,
    scope: "memory:read memory:write memory:delete",
    ...more,
  };
  for (const [name, value] of Object.entries(params)) {
    if (value !== undefined) url.searchParams.set(name, value);
  }
  return url.href;
}

/** Signs in where a page asks for it. */
export async function signIn(
  browser: Browser,
  page: Shown,
  login = USER,
  password = PASSWORD,
): Promise<Shown> {
  return browser.submit(page, { login, password });
}

export const ALLOW = { decision: "allow", scope: ["memory:write", "memory:delete"], sources: "all" } as const;

/** Goes from the client's link to its callback; answers the callback's address with its parameters. */
export async function authorize(
  node: OAuthSite,
  url: string,
  {
    browser = node.browser(),
    consent = ALLOW,
  }: {
    readonly browser?: Browser;
    readonly consent?: Readonly<Record<string, string | readonly string[]>>;
  } = {},
): Promise<URL> {
  let page = await browser.open(url);
  if (page.html.includes("<h1>Sign in</h1>")) page = await signIn(browser, page);
  if (page.html.includes("Allow access to your memory?"))
    page = await browser.submit(page, consent, { action: "" });
  if (page.leftTo === undefined)
    throw new Error(`the browser stays on ${page.url}: ${page.status} ${page.html}`);
  return new URL(page.leftTo);
}

export interface TokenAnswer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: answers are compared with literals
  readonly json: any;
}

export async function postToken(
  node: Seen,
  form: Readonly<Record<string, string | undefined>>,
  headers: Record<string, string> = {},
): Promise<TokenAnswer> {
  const body = new URLSearchParams();
  for (const [name, value] of Object.entries(form)) if (value !== undefined) body.append(name, value);
  const response = await node.fetch(`${node.issuer}/token`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
    body: body.toString(),
  });
  return { status: response.status, headers: response.headers, json: await response.json() };
}

/** Redeems the code of a callback. */
export function redeem(
  node: Seen,
  clientId: string,
  callback: URL,
  pkce: Pkce,
  more: Readonly<Record<string, string | undefined>> = {},
): Promise<TokenAnswer> {
  return postToken(node, {
    grant_type: "authorization_code",
    client_id: clientId,
    code: callback.searchParams.get("code") ?? "",
    code_verifier: pkce.verifier,
    redirect_uri: `${callback.origin}${callback.pathname}`,
    resource: node.resource,
    ...more,
  });
}

/** Everything from registration to tokens. */
export async function connect(node: OAuthSite, metadata: object = {}) {
  const client = await register(node, metadata);
  const pkce = makePkce();
  const callback = await authorize(node, authorizeUrl(node, client.client_id, pkce));
  const { json } = await redeem(node, client.client_id, callback, pkce);
  return { client, callback, tokens: json as Record<string, string>, pkce };
}

/** What `/mcp` answers to a token. */
export async function callMcp(node: Seen, token: string): Promise<number> {
  const response = await node.fetch(node.resource, {
    method: "POST",
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
    },
    body: JSON.stringify({
      jsonrpc: "2.0",
      id: 1,
      method: "initialize",
      params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "test", version: "1" } },
    }),
  });
  await response.body?.cancel();
  return response.status;
}
