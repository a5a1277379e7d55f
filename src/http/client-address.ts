import type { IncomingMessage } from "node:http";
import { BlockList, isIP, isIPv4 } from "node:net";
import type { Network } from "../config/value-types.ts";

/** Proxies whose `X-Forwarded-For` is looked at; of longer chains only this many of the last hops. */
const MOST_HOPS = 20;

/** Networks in a form that addresses are compared with. */
export function toBlockList(networks: readonly Network[]): BlockList {
  const list = new BlockList();
  for (const { address, prefix, family } of networks) list.addSubnet(address, prefix, family);
  return list;
}

/**
 * Where a request comes from: the peer of the socket, and behind trusted proxies the last address in `X-Forwarded-For` that
 * is not one of theirs. What a client writes there itself stands further left and is never reached.
 */
export function clientAddress(request: IncomingMessage, trusted: BlockList): string {
  let address = plainAddress(request.socket.remoteAddress ?? "");
  const header = request.headers["x-forwarded-for"];
  if (header === undefined || !isTrusted(address, trusted)) return address;
  const hops = String(header).split(",").slice(-MOST_HOPS);
  for (const hop of hops.reverse()) {
    const named = plainAddress(hop.trim());
    if (isIP(named) === 0) return address;
    address = named;
    if (!isTrusted(address, trusted)) return address;
  }
  return address;
}

/** True when a trusted proxy says that it was asked over https. */
export function isForwardedHttps(request: IncomingMessage, trusted: BlockList): boolean {
  const proto = request.headers["x-forwarded-proto"];
  return proto === "https" && isTrusted(plainAddress(request.socket.remoteAddress ?? ""), trusted);
}

/** What one caller has for himself: an IPv4 address, or the first 64 bits of an IPv6 address (RFC 6177). */
export function networkOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = "", tail] = address.split("%")[0]?.split("::") ?? [];
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  const groups = [...left, ...Array<string>(zeros).fill("0"), ...right].slice(0, 4);
  return groups.map((group) => Number.parseInt(group, 16).toString(16)).join(":");
}

/** IPv4 addresses come as IPv6 ones (`::ffff:127.0.0.1`) where a server listens on both. */
function plainAddress(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  return mapped ?? address.replace(/^\[(.*)\]$/, "$1");
}

function isTrusted(address: string, trusted: BlockList): boolean {
  if (isIP(address) === 0) return false;
  return trusted.check(address, isIPv4(address) ? "ipv4" : "ipv6");
}
