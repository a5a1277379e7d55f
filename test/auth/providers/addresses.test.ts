import type { LookupAddress } from "node:dns";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { fetchDocument, type Resolve } from "../../../src/auth/providers/guarded-fetch.ts";
import { isProviderAddress } from "../../../src/domain/accounts/provider-address.ts";

it.each([
  ["https:", "idp.example.org", "203.0.113.5", true],
  ["https:", "idp.example.org", "2001:db8::5", true],
  ["https:", "idp.corp.internal", "10.1.2.3", true],
  ["https:", "idp.corp.internal", "fd00::1", true],
  ["https:", "10.1.2.3", "10.1.2.3", true],
  ["https:", "localhost", "127.0.0.1", true],
  ["http:", "localhost", "::1", true],
  ["http:", "127.0.0.1", "127.0.0.1", true],
  ["https:", "idp.example.org", "127.0.0.1", false],
  ["https:", "idp.example.org", "::1", false],
  ["https:", "idp.example.org", "169.254.169.254", false],
  ["https:", "idp.example.org", "fe80::1", false],
  ["https:", "idp.example.org", "0.0.0.0", false],
  ["https:", "idp.example.org", "::", false],
  ["https:", "idp.example.org", "224.0.0.1", false],
  ["https:", "idp.example.org", "255.255.255.255", false],
  ["https:", "idp.example.org", "::ffff:10.0.0.1", false],
  ["https:", "idp.example.org", "::ffff:127.0.0.1", false],
  ["https:", "idp.example.org", "64:ff9b::a9fe:a9fe", false],
  ["https:", "idp.example.org", "2002:7f00:1::", false],
  ["http:", "idp.example.org", "203.0.113.5", false],
  ["http:", "localhost", "10.0.0.1", false],
  ["https:", "idp.example.org", "not an address", false],
])("keys over %s from %s at %s: %s", (protocol, host, address, allowed) => {
  expect(isProviderAddress(protocol, host, address)).toBe(allowed);
});

it("J36 a name that leads elsewhere a moment later is looked at again, and not connected to", async () => {
  let hits = 0;
  const server = createServer((_, response) => {
    hits += 1;
    response.end("{}");
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve());
  });
  const url = `http://localhost:${(server.address() as AddressInfo).port}/`;
  let answer: readonly LookupAddress[] = [{ address: "127.0.0.1", family: 4 }];
  const resolve = ((_name: string, _options: unknown, callback: (...args: unknown[]) => void) =>
    callback(null, answer)) as unknown as Resolve;
  const options = () => ({ resolve, signal: AbortSignal.timeout(5_000) });
  expect(await fetchDocument(url, options())).toMatchObject({ json: {} });
  for (const address of ["169.254.169.254", "10.0.0.1", "::ffff:127.0.0.1"]) {
    answer = [
      { address, family: address.includes(":") ? 6 : 4 },
      { address: "127.0.0.1", family: 4 },
    ];
    await expect(fetchDocument(url, options())).rejects.toThrow("has an address that no provider has");
  }
  answer = [];
  await expect(fetchDocument(url, options())).rejects.toThrow("has an address that no provider has");
  expect(hits).toBe(1);
  await new Promise((done) => {
    server.close(done);
  });
});

it("J36 an address that no provider has is not connected to when it stands in the URL itself", async () => {
  const signal = AbortSignal.timeout(5_000);
  for (const url of [
    "https://169.254.169.254/",
    "https://[::ffff:10.0.0.1]/",
    "http://10.0.0.1/",
    "https://2852039166/",
  ]) {
    await expect(fetchDocument(url, { signal })).rejects.toThrow("has an address that no provider has");
  }
});
