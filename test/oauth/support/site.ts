import type { Browser } from "./browser.ts";
import { type RegisteredClient, register } from "./flow.ts";
import { type OAuthNode, startOAuthNode } from "./node.ts";

/** A node with a user, a client that nobody has let in yet, and a browser in which nobody has signed in. */
export interface Site {
  readonly node: OAuthNode;
  readonly client: RegisteredClient;
  readonly browser: Browser;
}

/** Starts it; it ends with the test file. */
export async function startSite(options?: Parameters<typeof startOAuthNode>[0]): Promise<Site> {
  const node = await startOAuthNode(options);
  await node.addUser();
  return { node, client: await register(node), browser: node.browser() };
}
