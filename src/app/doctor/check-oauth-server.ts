import type { Config } from "../../config/config.ts";
import { listProxyWarnings } from "../../config/warnings.ts";
import { AwarenessError } from "../../domain/errors.ts";
import { oauthAddress } from "../oauth-address.ts";
import { type Finding, pass, warn } from "./finding.ts";

const CHECK = "oauth_server";

/** Where clients and people reach the built-in OAuth server; nothing when it is off. */
export async function checkOAuthServer(config: Config): Promise<readonly Finding[]> {
  if (config.oauthServer === undefined) return [];
  const { arePasskeysPossible } = await import("../../oauth/people/passkey-site.ts");
  try {
    const address = oauthAddress(config);
    const detail = `clients connect by ${address}/mcp, people sign in at ${address}/oauth/account`;
    const note = arePasskeysPossible(address)
      ? ""
      : ", by password: passkeys need a host name, not an IP address";
    return [pass(CHECK, `${detail}${note}`), ...warnOfProxy(config)];
  } catch (error) {
    if (!(error instanceof AwarenessError)) throw error;
    return [warn(CHECK, error.message, "Set AWARENESS_PUBLIC_URL to what people open in a browser.")];
  }
}

function warnOfProxy(config: Config): readonly Finding[] {
  return listProxyWarnings(config).map(({ message }) => warn("trusted_proxies", message));
}
