import type { Config } from "../config/config.ts";
import type { KeyAlgorithm } from "../domain/accounts/signing-key.ts";

/** What the built-in OAuth server signs with: whoever verifies its tokens knows its public keys alone, so a secret will not do. */
export function oauthAlgorithm({ jwtAlgorithm }: Pick<Config, "jwtAlgorithm">): KeyAlgorithm {
  return jwtAlgorithm === "HS256" ? "ES256" : jwtAlgorithm;
}

/** The algorithm of the key pairs that sign, own tokens or those of the OAuth server; `undefined` where only secrets do. */
export function pairAlgorithm(
  config: Pick<Config, "jwtAlgorithm" | "oauthServer">,
): KeyAlgorithm | undefined {
  const signs = config.jwtAlgorithm !== "HS256" || config.oauthServer !== undefined;
  return signs ? oauthAlgorithm(config) : undefined;
}
