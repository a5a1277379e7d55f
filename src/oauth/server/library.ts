import type { errors, interactionPolicy, Provider } from "oidc-provider";
import { AwarenessError } from "../../domain/errors.ts";

/** The parts of oidc-provider that are used here. */
export interface OAuthLibrary {
  readonly Provider: typeof Provider;
  readonly errors: Pick<
    typeof errors,
    "InvalidGrant" | "InvalidTarget" | "InvalidClientMetadata" | "TemporarilyUnavailable"
  >;
  readonly basePolicy: typeof interactionPolicy.base;
}

/**
 * Loads oidc-provider, which takes memory that a server without it does not spend. Its parts are taken one by one: the main
 * module prints a warning on Node 20, where it works.
 * @throws AwarenessError `unavailable` on a Node too old for it.
 */
export async function loadLibrary(): Promise<OAuthLibrary> {
  if (typeof URL.parse !== "function") {
    throw new AwarenessError(
      "unavailable",
      `AWARENESS_OAUTH_SERVER needs Node 20.20, 22.12 or newer, and this is ${process.version}; update Node or switch it off.`,
    );
  }
  const [{ Provider }, errors, { base }] = await Promise.all([
    import("oidc-provider/lib/provider.js"),
    import("oidc-provider/lib/helpers/errors.js"),
    import("oidc-provider/lib/helpers/interaction_policy/index.js"),
  ]);
  return { Provider, errors, basePolicy: base };
}
