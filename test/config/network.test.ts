import { expect, it } from "vitest";
import { parse, refusal } from "./support.ts";

const OPEN = { AWARENESS_TRANSPORT: "streamable-http", AWARENESS_AUTH_REQUIRED: "false" };
const LOOPBACK = ["localhost", "127.0.0.1", "::1", "[::1]"];

it.each(["0.0.0.0", "::", "192.168.1.5", "memory.example", "127.0.0.1.nip.io", "::ffff:127.0.0.1"])(
  "without auth a server on %s does not start",
  (host) => {
    expect(refusal({ ...OPEN, AWARENESS_HOST: host }).message).toMatch(/^AWARENESS_HOST is ".*loopback/);
    expect(refusal(OPEN, { host })).toMatchObject({ usage: true });
  },
);

it.each(["127.0.0.1", "127.9.9.9", "::1", "[::1]", "localhost", "LOCALHOST"])(
  "without auth a server on %s starts",
  (host) => {
    expect(parse({ ...OPEN, AWARENESS_HOST: host }).authRequired).toBe(false);
  },
);

it("with auth a server may listen anywhere; over stdio the host does not matter", () => {
  expect(parse({ AWARENESS_TRANSPORT: "streamable-http", AWARENESS_HOST: "0.0.0.0" }).host).toBe("0.0.0.0");
  expect(parse({ AWARENESS_AUTH_REQUIRED: "false", AWARENESS_HOST: "0.0.0.0" }).transport).toBe("stdio");
});

it("requests may name loopback, the bind host, the public host and what is listed", () => {
  const config = parse({
    AWARENESS_HOST: "Memory.LAN",
    AWARENESS_PUBLIC_URL: "https://Memory.Example:8443/base/",
    AWARENESS_ALLOWED_HOSTS: "one.example, fd00::1",
    AWARENESS_ALLOWED_ORIGINS: "https://app.example:3000,other.example",
  });
  expect(config.publicUrl).toBe("https://memory.example:8443/base");
  expect(config.allowedHosts).toEqual([
    ...LOOPBACK,
    "memory.lan",
    "one.example",
    "fd00::1",
    "[fd00::1]",
    "memory.example",
  ]);
  expect(config.allowedOrigins).toEqual([
    ...LOOPBACK,
    "memory.lan",
    "app.example",
    "other.example",
    "memory.example",
  ]);
});

it.each(["0.0.0.0", "::"])("the any-address %s is no name a request may use", (host) => {
  expect(parse({ AWARENESS_HOST: host }).allowedHosts).toEqual(LOOPBACK);
});

it.each([
  ["/memory", "/memory"],
  ["/memory/", "/memory"],
  ["/a/b-c_d~e.f//", "/a/b-c_d~e.f"],
  ["/", ""],
])("the mount path %j is kept as %j", (text, kept) => {
  expect(parse({ AWARENESS_MOUNT_PATH: text }).mountPath).toBe(kept);
});
