import { Agent, request } from "node:http";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { AuthError } from "../../src/auth/auth-error.ts";
import { type FakeProvider, startFakeProvider } from "../auth/providers/support/fake-provider.ts";
import { aVerifier } from "../auth/providers/support/issuer.ts";
import { makeKey } from "../auth/providers/support/provider-keys.ts";
import { aClock, encode, goodClaims, sign } from "../auth/support/tokens.ts";
import { openFrontDoor } from "./support/front-door.ts";

/** Of all kinds together; `AWARENESS_TEST_MUTATIONS=1000000` is for a night. */
const RUNS = Number(process.env.AWARENESS_TEST_MUTATIONS ?? 50_000);
/** Of ten mutations one goes through a socket. */
const HTTP_SHARE = 0.1;
const LIMIT_MS = 60_000 + RUNS * 10;

const KINDS = ["HS256, our own", "ES256", "EdDSA", "RS256"] as const;

const clock = aClock();
const keys = [makeKey("ES256"), makeKey("EdDSA"), makeKey("RS256")] as const;
let provider: FakeProvider;
beforeAll(async () => {
  provider = await startFakeProvider();
  provider.keys = keys.map(({ jwk }) => jwk);
});
afterAll(() => provider[Symbol.asyncDispose]());

function goodToken(kind: (typeof KINDS)[number]): string {
  const key = keys.find((one) => one.kind === kind);
  if (key !== undefined) return key.sign(provider.claims(clock));
  return sign({ ...goodClaims(clock), name: "laptop", scope: "memory:read" });
}

/** A token is changed as text: a byte replaced, taken out, doubled or put in, a piece cut off, two segments swapped. */
function textMutations(good: string): readonly fc.Arbitrary<string>[] {
  const place = fc.nat(good.length - 1);
  const text = fc.string({ minLength: 1, maxLength: 3, unit: "grapheme-ascii" });
  return [
    fc
      .tuple(place, fc.integer({ min: 0x21, max: 0x7e }))
      .map(([at, byte]) => good.slice(0, at) + String.fromCharCode(byte) + good.slice(at + 1)),
    place.map((at) => good.slice(0, at) + good.slice(at + 1)),
    fc.tuple(place, text).map(([at, more]) => good.slice(0, at) + more.replace(/\s/g, ".") + good.slice(at)),
    place.map((length) => good.slice(0, length)),
    fc.shuffledSubarray(good.split(".")).map((parts) => parts.join(".")),
  ];
}

/** Or as what it says, with the signature it had: a member of header or claims replaced, added or left out. */
function memberMutations(good: string): readonly fc.Arbitrary<string>[] {
  const parts = good.split(".");
  const values = fc.oneof(
    fc.constantFrom(
      "none",
      "HS256",
      "RS256",
      "ES256",
      "JWT",
      "_system",
      "alice",
      "memory:admin",
      provider.issuer,
    ),
    fc.jsonValue({ maxDepth: 1 }),
    fc.constant(undefined),
  );
  return [0, 1].map((part) => {
    const members = JSON.parse(Buffer.from(parts[part] ?? "", "base64url").toString()) as object;
    const names = fc.constantFrom(...Object.keys(members), "crit", "jwk", "nbf", "zip", "__proto__");
    return fc.tuple(names, values).map(([name, value]) => {
      const changed = Object.entries({ ...members, placeholder: 1 })
        .filter(([known]) => known !== name && known !== "placeholder")
        .map(([known, old]) => `${JSON.stringify(known)}:${JSON.stringify(old)}`);
      if (value !== undefined) changed.push(`${JSON.stringify(name)}:${JSON.stringify(value)}`);
      return parts.map((old, index) => (index === part ? encode(`{${changed.join()}}`) : old)).join(".");
    });
  });
}

const mutationsOf = (good: string) => fc.oneof(...textMutations(good), ...memberMutations(good));

it.each(KINDS)(
  "none of the mutations of a valid token is accepted or makes the server fail (%s)",
  async (kind) => {
    const good = goodToken(kind);
    const { verifier, log } = aVerifier(provider, { clock });
    await using door = await openFrontDoor({ clock, verifier });
    const agent = new Agent({ keepAlive: true, maxSockets: 8 });
    const bodies = new Set<string>();
    const status = (token: string): Promise<number> =>
      new Promise((resolve, reject) => {
        const headers = { authorization: `Bearer ${token}` };
        request({ host: "127.0.0.1", port: door.port, path: "/mcp", agent, headers }, (response) => {
          response
            .setEncoding("utf8")
            .on("data", (text: string) => bodies.add(text))
            .on("end", () => resolve(response.statusCode ?? 0));
        })
          .on("error", reject)
          .end();
      });
    expect(await status(good)).toBe(200);
    bodies.clear();
    const seen = new Set<number>();
    const property = fc.asyncProperty(mutationsOf(good), async (token) => {
      // A blank at the end is not part of a header's value, so this is the original.
      fc.pre(token !== good && /^[\x21-\x7e]*$/.test(token));
      seen.add(await status(token));
    });
    await fc.assert(property, { numRuns: Math.ceil((RUNS * HTTP_SHARE) / KINDS.length) });
    agent.destroy();
    expect([...seen]).toEqual([401]);
    expect([...bodies].sort()).toEqual(
      ['{"error":"Invalid token"}', '{"error":"Missing or invalid Authorization header"}'].filter((body) =>
        bodies.has(body),
      ),
    );
    expect(door.log.join("") + log()).not.toContain(good.slice(0, 30));
  },
  LIMIT_MS,
);

it.each(KINDS)(
  "the verifier itself fails on a mutation with nothing but an AuthError (%s)",
  async (kind) => {
    const good = goodToken(kind);
    const { verifier } = aVerifier(provider, { clock });
    await verifier.verify(good);
    const text = fc.oneof(
      { weight: 8, arbitrary: mutationsOf(good) },
      fc.string(),
      fc.string({ unit: "binary" }),
    );
    const strange: unknown[] = [];
    const property = fc.asyncProperty(text, async (token) => {
      fc.pre(token !== good);
      const outcome = await verifier.verify(token).catch((error: unknown) => error);
      if (!(outcome instanceof AuthError)) strange.push(outcome);
    });
    await fc.assert(property, { numRuns: Math.ceil((RUNS * (1 - HTTP_SHARE)) / KINDS.length) });
    expect(strange).toEqual([]);
    expect(provider.hitsOfKeys()).toBeLessThan(20);
  },
  LIMIT_MS,
);
