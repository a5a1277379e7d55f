import { expect, it } from "vitest";
import type { Network } from "../../src/config/value-types.ts";
import { networkOf } from "../../src/http/client-address.ts";
import { jsonReply } from "../../src/http/exchange.ts";
import { call, openFrontDoor } from "./support/front-door.ts";

const LOOPBACK: Network = { address: "127.0.0.0", prefix: 8, family: "ipv4" };
const PROXIES: Network = { address: "10.0.0.0", prefix: 8, family: "ipv4" };

async function addressOf(
  headers: Readonly<Record<string, string | string[]>>,
  trustedProxies: readonly Network[],
) {
  await using door = await openFrontDoor({
    config: { trustedProxies },
    mcp: async ({ remoteAddress }) => jsonReply(200, { remoteAddress }),
  });
  return (await call(door, "/mcp", { method: "POST", token: door.token, headers })).json.remoteAddress;
}

it.each([
  ["without trusted proxies no header counts", { "x-forwarded-for": "192.0.2.7" }, [], "127.0.0.1"],
  ["a proxy that is not trusted does not count", { "x-forwarded-for": "192.0.2.7" }, [PROXIES], "127.0.0.1"],
  ["a trusted proxy names the client", { "x-forwarded-for": "192.0.2.7" }, [LOOPBACK], "192.0.2.7"],
  [
    "what the client wrote itself stands further left and does not count",
    { "x-forwarded-for": "8.8.8.8, 192.0.2.7" },
    [LOOPBACK],
    "192.0.2.7",
  ],
  [
    "a chain of trusted proxies is followed to the first stranger",
    { "x-forwarded-for": "8.8.8.8, 192.0.2.7, 10.1.2.3" },
    [LOOPBACK, PROXIES],
    "192.0.2.7",
  ],
  ["several headers are one list", { "x-forwarded-for": ["8.8.8.8", "192.0.2.7"] }, [LOOPBACK], "192.0.2.7"],
  ["what is no address ends the chain", { "x-forwarded-for": "192.0.2.7, unknown" }, [LOOPBACK], "127.0.0.1"],
  [
    "no other header counts",
    { "x-real-ip": "192.0.2.7", forwarded: "for=192.0.2.7" },
    [LOOPBACK],
    "127.0.0.1",
  ],
  ["IPv6 addresses count too", { "x-forwarded-for": "2001:db8::7" }, [LOOPBACK], "2001:db8::7"],
] as const)("%s", async (_title, headers, trusted, expected) => {
  expect(await addressOf(headers as never, trusted)).toBe(expected);
});

it.each([
  ["https", [LOOPBACK], "https://awareness.example"],
  ["https", [], "http://awareness.example"],
  ["gopher", [LOOPBACK], "http://awareness.example"],
] as const)(
  "behind a proxy that says %s and trusts %j the metadata says %s",
  async (proto, trusted, expected) => {
    await using door = await openFrontDoor({
      config: { trustedProxies: trusted, allowedHosts: ["awareness.example"] },
    });
    const headers = { host: "awareness.example", "x-forwarded-proto": proto };
    const { json } = await call(door, "/.well-known/oauth-protected-resource", { headers });
    expect(json.resource).toBe(`${expected}/mcp`);
  },
);

it.each([
  ["192.0.2.7", "192.0.2.7"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2"],
  ["2001:db8:1:2::9", "2001:db8:1:2"],
  ["2001:0db8:0001::9", "2001:db8:1:0"],
  ["::1", "0:0:0:0"],
])("%s counts as %s", (address, network) => {
  expect(networkOf(address)).toBe(network);
});
