import { BlockList, isIP } from "node:net";

/** No server of anybody: "this host", link-local (where clouds answer with credentials), multicast, broadcast. */
const NOWHERE = [
  ["0.0.0.0", 8, "ipv4"],
  ["169.254.0.0", 16, "ipv4"],
  ["224.0.0.0", 3, "ipv4"],
  ["::", 128, "ipv6"],
  ["fe80::", 10, "ipv6"],
  ["ff00::", 8, "ipv6"],
  // IPv4 in other clothes: translated, embedded, or tunnelled.
  ["::ffff:0:0", 96, "ipv6"],
  ["64:ff9b::", 96, "ipv6"],
  ["64:ff9b:1::", 48, "ipv6"],
  ["2002::", 16, "ipv6"],
] as const;

const LOOPBACK = [
  ["127.0.0.0", 8, "ipv4"],
  ["::1", 128, "ipv6"],
] as const;

/** True when only this machine answers there. `address` is an IP address without brackets. */
export function isLoopbackAddress(address: string): boolean {
  return isWithin(LOOPBACK, address);
}

/**
 * Whether the keys of an identity provider may be fetched from an IP address. Addresses of private networks may be: the
 * operator has named the provider, whose home it may be, and over https it proves its name. The loopback is for a provider
 * that was named as such, and the only place for http.
 * @param protocol `https:` or `http:`
 * @param host as the operator wrote it, without brackets
 */
export function isProviderAddress(protocol: string, host: string, address: string): boolean {
  if (isIP(address) === 0) return false;
  if (isLoopbackAddress(address))
    return host === "localhost" || (isIP(host) !== 0 && isLoopbackAddress(host));
  return protocol === "https:" && !isWithin(NOWHERE, address);
}

function isWithin(
  subnets: readonly (readonly [string, number, "ipv4" | "ipv6"])[],
  address: string,
): boolean {
  const family = isIP(address) === 6 ? "ipv6" : "ipv4";
  // Only networks of the same family: a list of IPv4 networks knows IPv4 in an IPv6 address too.
  const list = new BlockList();
  for (const [net, prefix, type] of subnets) if (type === family) list.addSubnet(net, prefix, type);
  return list.check(address, family);
}
