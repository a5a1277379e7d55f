import { isIPv4 } from "node:net";
import { spellHost } from "./value-types.ts";

const LOOPBACK = ["localhost", "127.0.0.1", "::1", "[::1]"] as const;
const ANY_ADDRESS: readonly string[] = ["0.0.0.0", "::"];

/** True when only this machine can reach a server bound to `host`. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIPv4(host) && host.startsWith("127."));
}

/** A name under which this machine reaches a server bound to `host`. */
export function reachableHost(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1";
  return host === "::" ? "::1" : host;
}

/** Loopback names, the bind host unless it means "any address", the public host, and `further`; lower case. */
export function withHosts(
  further: readonly string[],
  bindHost: string,
  publicUrl: string | undefined,
): readonly string[] {
  const bound = ANY_ADDRESS.includes(bindHost) ? [] : [bindHost];
  const named = [...bound, ...further].flatMap((host) => [host, spellHost(host)]);
  const external = publicUrl === undefined ? [] : [new URL(publicUrl).hostname];
  return [...new Set([...LOOPBACK, ...named, ...external])];
}
