import { isIP } from "node:net";
import { isProviderAddress } from "../domain/accounts/provider-address.ts";
import { isLoopback } from "./hosts.ts";

const LONGEST = 500;

export const PROVIDER_URL_HELP =
  "https:// and a host, http:// on a loopback host only, without credentials, query and fragment";

/** True for the exact `iss` of a provider that may be asked for its keys. */
export function isIssuer(text: string): boolean {
  const url = parse(text);
  return url !== undefined && url.search === "" && !text.includes("?");
}

/** True for the address of a key set; a query is allowed. */
export function isKeySetUrl(text: string): boolean {
  return parse(text) !== undefined;
}

function parse(text: string): URL | undefined {
  if (text.length > LONGEST || !/^https?:\/\/[\x21-\x7e]+$/.test(text) || !URL.canParse(text))
    return undefined;
  const url = new URL(text);
  if (text.includes("#") || text.includes("\\") || `${url.username}${url.password}` !== "") return undefined;
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (url.protocol === "http:") return isLoopback(host) ? url : undefined;
  return isIP(host) === 0 || isProviderAddress(url.protocol, host, host) ? url : undefined;
}
