import { expect } from "vitest";
import type { Browser } from "../../support/browser.ts";
import { authorizeUrl, makePkce } from "../../support/flow.ts";
import type { OAuthNode } from "../../support/node.ts";

/** An answer as it came, with no redirect followed. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Where it leads. */
  readonly location: URL | undefined;
}

export async function ask(node: OAuthNode, url: string, init: RequestInit = {}): Promise<Answer> {
  const response = await node.fetch(url, { redirect: "manual", ...init });
  const location = response.headers.get("location");
  return {
    status: response.status,
    headers: response.headers,
    text: await response.text(),
    location: location === null ? undefined : new URL(location, url),
  };
}

/** What `/authorize` answers to a stranger's browser. `undefined` leaves a parameter out. */
export function askAuthorize(
  node: OAuthNode,
  clientId: string,
  params: Readonly<Record<string, string | undefined>> = {},
): Promise<Answer> {
  return ask(node, authorizeUrl(node, clientId, makePkce(), params));
}

/** A page of ours with an error, that leads nowhere. */
export function expectErrorPage(answer: Answer, title: string, status = 400): void {
  expect([answer.status, answer.location, answer.headers.get("refresh")]).toEqual([status, undefined, null]);
  expect(answer.text).toContain(`<h1>${title}</h1>`);
}

/** An error that is sent to the client, with all that RFC 9207 and RFC 6749 section 4.1.2.1 want of it. */
export function expectErrorTo(
  answer: Pick<Answer, "location">,
  { node, redirect, error }: { readonly node: OAuthNode; readonly redirect: string; readonly error: string },
): void {
  const { location } = answer;
  expect(`${location?.origin}${location?.pathname}`).toBe(redirect);
  const { error_description: _says, ...told } = Object.fromEntries(location?.searchParams ?? []);
  expect(told).toEqual({
    error,
    state: "some state",
    iss: node.issuer,
  });
}

/** Headers of a browser that has these cookies. */
export function cookieHeader(browser: Browser): Record<string, string> {
  return { cookie: [...browser.cookies.values()].map(({ name, value }) => `${name}=${value}`).join("; ") };
}
