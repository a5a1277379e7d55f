import type { OAuthServerSettings } from "../domain/oauth/server-settings.ts";
import { ConfigError } from "./config-error.ts";
import { isLoopback } from "./hosts.ts";
import type { Values } from "./variables.ts";

/**
 * The built-in OAuth server, when it is on.
 * @throws ConfigError when an HTTP server would have no address that clients can hold it to, a public one without https, or
 * no authentication at all.
 */
export function readOAuthServer(values: Values): OAuthServerSettings | undefined {
  if (!values.AWARENESS_OAUTH_SERVER) return undefined;
  if (values.AWARENESS_TRANSPORT === "streamable-http") requireAddress(values);
  return {
    registration: values.AWARENESS_OAUTH_REGISTRATION,
    redirectUris: values.AWARENESS_OAUTH_REDIRECT_URIS ?? [],
    clientHosts: values.AWARENESS_OAUTH_CLIENT_HOSTS,
  };
}

function requireAddress(values: Values): void {
  const { AWARENESS_PUBLIC_URL: publicUrl, AWARENESS_HOST: host } = values;
  if (!values.AWARENESS_AUTH_REQUIRED) {
    throw new ConfigError(
      "AWARENESS_OAUTH_SERVER is true while AWARENESS_AUTH_REQUIRED is false; accepted: only one of both.",
    );
  }
  if (publicUrl === undefined) {
    if (isLoopback(host)) return;
    throw new ConfigError(
      `AWARENESS_OAUTH_SERVER is true and AWARENESS_HOST is "${host}", but AWARENESS_PUBLIC_URL is not set; accepted: with the address that clients connect to, such as https://memory.example.org.`,
    );
  }
  const { protocol, hostname } = new URL(publicUrl);
  if (protocol === "https:" || isLoopback(hostname.replace(/^\[|\]$/g, ""))) return;
  throw new ConfigError(
    `AWARENESS_PUBLIC_URL is "${publicUrl}" while AWARENESS_OAUTH_SERVER is true; accepted: an https:// URL, because passwords and tokens travel over it.`,
  );
}
