import { BlockList, isIP } from "node:net";

/** Everything that is not a host of the public internet (IANA special-purpose address registries, RFC 6890). */
const NOT_PUBLIC = [
  ["0.0.0.0", 8, "ipv4"],
  ["10.0.0.0", 8, "ipv4"],
  ["100.64.0.0", 10, "ipv4"],
  ["127.0.0.0", 8, "ipv4"],
  ["169.254.0.0", 16, "ipv4"],
  ["172.16.0.0", 12, "ipv4"],
  ["192.0.0.0", 24, "ipv4"],
  ["192.0.2.0", 24, "ipv4"],
  ["192.88.99.0", 24, "ipv4"],
  ["192.168.0.0", 16, "ipv4"],
  ["198.18.0.0", 15, "ipv4"],
  ["198.51.100.0", 24, "ipv4"],
  ["203.0.113.0", 24, "ipv4"],
  ["224.0.0.0", 3, "ipv4"],
] as const;

/** Of IPv6 the part that is given out (RFC 4291 section 2.4), less what leads to IPv4 or into tunnels and examples. */
const GLOBAL_UNICAST = ["2000::", 3] as const;
const NOT_PUBLIC_6 = [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
] as const;

/**
 * Whether an IP address belongs to a host of the public internet. What a stranger names may be fetched from nowhere else:
 * the server stands in networks that the stranger cannot reach (SSRF).
 * @param address without brackets
 */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) {
    const list = new BlockList();
    for (const [net, prefix, type] of NOT_PUBLIC) list.addSubnet(net, prefix, type);
    return !list.check(address, "ipv4");
  }
  if (family !== 6) return false;
  const global = new BlockList();
  global.addSubnet(...GLOBAL_UNICAST, "ipv6");
  const list = new BlockList();
  for (const [net, prefix] of NOT_PUBLIC_6) list.addSubnet(net, prefix, "ipv6");
  return global.check(address, "ipv6") && !list.check(address, "ipv6");
}
