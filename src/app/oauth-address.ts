import type { Config } from "../config/config.ts";
import { isLoopback } from "../config/hosts.ts";
import { spellHost } from "../config/value-types.ts";
import { AwarenessError } from "../domain/errors.ts";

/**
 * Where people reach the pages of the built-in OAuth server: below the public URL, else on this machine's own address.
 * @throws AwarenessError `unavailable` when it is not switched on here, or the address cannot be known.
 */
export function oauthAddress(config: Config): string {
  const { oauthServer, publicUrl, host, port, mountPath } = config;
  if (oauthServer === undefined) {
    throw new AwarenessError(
      "unavailable",
      "The built-in OAuth server is off, so no page would take the link; set AWARENESS_OAUTH_SERVER=true for the server and here, and AWARENESS_PUBLIC_URL as the server has it.",
    );
  }
  if (publicUrl !== undefined) return `${publicUrl}${mountPath}`;
  if (!isLoopback(host) || port === 0) {
    throw new AwarenessError(
      "unavailable",
      `The address of the server cannot be known from AWARENESS_HOST "${host}" and AWARENESS_PORT ${port}; set AWARENESS_PUBLIC_URL to what people open in a browser.`,
    );
  }
  return `http://${spellHost(host)}:${port}${mountPath}`;
}
