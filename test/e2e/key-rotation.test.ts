import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Launch, runToEnd } from "../../torture/program.ts";
import { takeDatabase } from "../contract/postgres-backend.ts";
import { startNodes } from "../helpers/nodes/nodes.ts";
import { sessionWire } from "../helpers/nodes/session-wire.ts";
import { callWith, startTraffic } from "../helpers/nodes/traffic.ts";
import { startHttpServer } from "../helpers/server-process.ts";

const SEALING = "a-sealing-key-of-more-than-32-bytes!";

interface Installation {
  readonly urls: readonly string[];
  readonly launch: Launch;
  stderr(): string;
  /** What must stand nowhere. */
  secrets(): readonly string[];
  close(): Promise<void>;
}

async function oneServer(): Promise<Installation> {
  const server = await startHttpServer({ env: { AWARENESS_LOG_LEVEL: "debug" } });
  const { dataDir } = server;
  return {
    urls: [server.url],
    launch: { dataDir },
    stderr: () => server.stderr(),
    secrets: () => readFileSync(join(dataDir, "jwt-secret"), "utf8").match(/^[\w-]{43}$/gm) ?? [],
    close: async () => void (await server.stop()),
  };
}

async function twoNodes(): Promise<Installation> {
  const database = await takeDatabase();
  const env = {
    AWARENESS_DATABASE_URL: database.url,
    AWARENESS_JWT_ALGORITHM: "ES256",
    AWARENESS_KEY: SEALING,
    AWARENESS_LOG_LEVEL: "debug",
  };
  const nodes = await startNodes({ count: 2, env });
  return {
    urls: [nodes.url(0), nodes.url(1)],
    launch: nodes.launch,
    stderr: () => nodes.stderr(0) + nodes.stderr(1),
    secrets: () => [SEALING, nodes.launch.env?.AWARENESS_JWT_SECRET ?? SEALING],
    async close() {
      await nodes.close();
      await database.giveBack();
    },
  };
}

const INSTALLATIONS = [
  { name: "one server on SQLite, secrets in a file", algorithm: "HS256", open: oneServer },
  { name: "two nodes on Postgres, sealed key pairs", algorithm: "ES256", open: twoNodes },
] as const;

describe.each(INSTALLATIONS)("keys of $name", ({ algorithm, open }) => {
  let at: Installation;
  const command = async (...args: readonly string[]) => {
    const { end, stdout, stderr } = await runToEnd(at.launch, args);
    if (end !== 0) throw new Error(stderr);
    return stdout.trim();
  };
  const mint = (owner = "alice") => command("token", "--user", owner);
  const statuses = (token: string) => Promise.all(at.urls.map((url) => callWith(url, token)));
  const everywhere = (status: number) => at.urls.map(() => status);
  /** Refused on every node within five seconds. */
  const untilRefused = (token: string) =>
    expect.poll(() => statuses(token), { timeout: 5_000, interval: 100 }).toEqual(everywhere(401));
  beforeAll(async () => {
    at = await open();
  });
  afterAll(() => at.close());

  it("rotate under load without a failed request, and end when they are dropped", async () => {
    const traffic = startTraffic(at.urls);
    const [old, tokens] = [await mint(), [] as string[]];
    await traffic.add(old);
    for (let round = 0; round < 2; round += 1) {
      await command("keys", "rotate", "--now");
      const token = await mint();
      tokens.push(token);
      await traffic.add(token);
    }
    await traffic.stop();
    expect(traffic.failures).toEqual([]);
    const used = [old, ...tokens].map((token) => decodeProtectedHeader(token));
    expect(new Set(used.map(({ alg }) => alg))).toEqual(new Set([algorithm]));
    await command("keys", "drop");
    await untilRefused(old);
    await untilRefused(tokens[0] ?? "");
    expect(await statuses(tokens[1] ?? "")).toEqual(everywhere(200));
  });

  it("revoked tokens are refused within five seconds everywhere, open streams end, others go on", async () => {
    const [revoked, other] = [await mint(), await mint()];
    expect([await statuses(revoked), await statuses(other)]).toEqual([everywhere(200), everywhere(200)]);
    const stream = await openStream(at.urls.at(-1) ?? "", revoked);
    await command("token", "revoke", String(decodeJwt(revoked).jti));
    await untilRefused(revoked);
    await stream.ended;
    expect(await statuses(other)).toEqual(everywhere(200));
  });

  it("all tokens of a user are refused within five seconds everywhere, and a later one is good", async () => {
    const [denied, other] = [await mint("carol"), await mint("dave")];
    expect(await statuses(denied)).toEqual(everywhere(200));
    const stream = await openStream(at.urls.at(-1) ?? "", denied);
    await command("token", "revoke", "--user", "carol");
    await untilRefused(denied);
    await stream.ended;
    const later = await mint("carol");
    expect([await statuses(later), await statuses(other)]).toEqual([everywhere(200), everywhere(200)]);
  });

  it("tokens of every algorithm are accepted at the same time, and verified by whoever fetches our keys", async () => {
    for (const alg of ["HS256", "EdDSA", "RS256"] as const) {
      const launch = { ...at.launch, env: { ...at.launch.env, AWARENESS_JWT_ALGORITHM: alg } };
      const { stdout } = await runToEnd(launch, ["token", "--user", "alice"]);
      const token = stdout.trim();
      expect(await statuses(token)).toEqual(everywhere(200));
      expect(decodeProtectedHeader(token).alg).toBe(alg);
      if (alg === "HS256") continue;
      for (const url of at.urls) {
        const keys = createRemoteJWKSet(new URL("/.well-known/jwks.json", url));
        const { payload } = await jwtVerify(token, keys, { issuer: "awareness", audience: "awareness" });
        expect(payload.sub).toBe("alice");
      }
    }
  });

  it("leave nothing of themselves in the log", async () => {
    const keys = await (await fetch(new URL("/.well-known/jwks.json", at.urls[0]))).text();
    for (const secret of at.secrets())
      for (const text of [at.stderr(), keys]) expect(text).not.toContain(secret);
    expect(at.secrets().length).toBeGreaterThan(0);
    expect(keys).not.toMatch(/"(d|p|q|k)":/);
    expect(at.stderr()).not.toMatch(/"kty"|eyJhbGciOi/);
  });
});

async function openStream(url: string, token: string) {
  const wire = sessionWire(token);
  return wire.listen(url, await wire.open(url));
}
