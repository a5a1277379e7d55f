import type { Exchange, Reply } from "../../http/exchange.ts";
import type { Page } from "../pages/layout.ts";
import { renderMessage } from "../pages/message.ts";
import type { OAuthAddress } from "../server/address.ts";

/** A page as an answer, with cookies for the browser. */
export function pageReply({ status, html, headers }: Page, cookies: readonly string[] = []): Reply {
  return { status, headers: withCookies(headers, cookies), body: html };
}

/** Leads to another page of ours (RFC 9110 section 15.4.4). */
export function seeOther(location: string, cookies: readonly string[] = []): Reply {
  const headers = {
    location,
    "referrer-policy": "same-origin",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  };
  return { status: 303, headers: withCookies(headers, cookies) };
}

/** A page that says one thing. */
export function messageReply(
  { basePath: base }: OAuthAddress,
  code: string,
  more: { readonly description?: string; readonly minutes?: number } = {},
): Reply {
  return pageReply(renderMessage({ base, code, ...more }));
}

/** Options for the script of a page. */
export function optionsReply(options: unknown, cookies: readonly string[] = []): Reply {
  const headers = { "content-type": "application/json" };
  return { status: 200, headers: withCookies(headers, cookies), body: JSON.stringify(options) };
}

function withCookies(
  headers: Readonly<Record<string, string>>,
  cookies: readonly string[],
): Readonly<Record<string, string | readonly string[]>> {
  return cookies.length === 0 ? headers : { ...headers, "set-cookie": cookies };
}

/** Cookies that the library has set on an answer of its own. */
export function cookiesOf({ headers }: { readonly headers: Reply["headers"] }): readonly string[] {
  const value = headers["set-cookie"] ?? [];
  return typeof value === "string" ? [value] : value;
}

/** Answers one request of a page. */
export type PageHandler = (exchange: Exchange) => Promise<Reply>;
