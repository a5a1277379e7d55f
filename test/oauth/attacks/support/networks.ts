import type { Config } from "../../../../src/config/config.ts";
import { Browser } from "../../support/browser.ts";
import type { OAuthNode } from "../../support/node.ts";

/** Lets tests say where their requests come from. */
export const BEHIND_PROXY: Pick<Config, "trustedProxies"> = {
  trustedProxies: [{ address: "127.0.0.1", prefix: 32, family: "ipv4" }],
};

/** A node behind a proxy, as it is reached from an address. */
export function fromAddress(node: OAuthNode, address: string): OAuthNode {
  const fetch: OAuthNode["fetch"] = (url, init = {}) =>
    node.fetch(url, {
      ...init,
      headers: { ...(init.headers as Record<string, string>), "x-forwarded-for": address },
    });
  return { ...node, fetch, browser: () => new Browser(fetch, new URL(node.issuer).origin) };
}

/** Another network each time: 10.0.0.0, 10.0.0.1, … */
export function networks(): () => string {
  let next = 0;
  return () => {
    const at = next;
    next += 1;
    return `10.${(at >> 16) & 255}.${(at >> 8) & 255}.${at & 255}`;
  };
}
