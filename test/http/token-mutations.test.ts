import { Agent, request } from "node:http";
import fc from "fast-check";
import { expect, it } from "vitest";
import { AuthError } from "../../src/auth/auth-error.ts";
import { createTokenVerifier } from "../../src/auth/verify-token.ts";
import { aClock, aKeyRing, goodClaims, sign } from "../auth/support/tokens.ts";
import { openFrontDoor } from "./support/front-door.ts";

const clock = aClock();
const good = sign({ ...goodClaims(clock), name: "laptop", scope: "memory:read" });

/** One byte of the token replaced, taken out, doubled or put in; or two segments swapped. */
const mutation = fc.oneof(
  fc
    .record({ at: fc.nat(good.length - 1), byte: fc.integer({ min: 0x21, max: 0x7e }) })
    .map(({ at, byte }) => {
      return good.slice(0, at) + String.fromCharCode(byte) + good.slice(at + 1);
    }),
  fc.nat(good.length - 1).map((at) => good.slice(0, at) + good.slice(at + 1)),
  fc
    .record({
      at: fc.nat(good.length),
      text: fc.string({ minLength: 1, maxLength: 3, unit: "grapheme-ascii" }),
    })
    .map(({ at, text }) => good.slice(0, at) + text.replace(/\s/g, ".") + good.slice(at)),
  fc.nat(good.length - 1).map((length) => good.slice(0, length)),
  fc.shuffledSubarray(good.split(".")).map((parts) => parts.join(".")),
);

it("none of 5,000 mutations of a valid token is accepted or makes the server fail", async () => {
  await using door = await openFrontDoor({ clock });
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  const status = (token: string): Promise<number> =>
    new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${token}` };
      request({ host: "127.0.0.1", port: door.port, path: "/mcp", agent, headers }, (response) => {
        response.resume().on("end", () => resolve(response.statusCode ?? 0));
      })
        .on("error", reject)
        .end();
    });
  const seen = new Set<number>();
  const property = fc.asyncProperty(mutation, async (token) => {
    // A blank at the end is not part of a header's value, so this is the original.
    fc.pre(token !== good && /^[\x21-\x7e]*$/.test(token));
    seen.add(await status(token));
  });
  await fc.assert(property, { numRuns: 5_000 });
  agent.destroy();
  expect([...seen]).toEqual([401]);
  expect(door.log.join("")).not.toContain(good.slice(0, 30));
});

it("the verifier itself fails on a mutation with nothing but an AuthError", async () => {
  const verifier = createTokenVerifier({ keys: aKeyRing(), clock, isRevoked: async () => false });
  const text = fc.oneof(mutation, fc.string(), fc.string({ unit: "binary" }));
  const property = fc.asyncProperty(text, async (token) => {
    fc.pre(token !== good);
    await expect(verifier.verify(token)).rejects.toBeInstanceOf(AuthError);
  });
  await fc.assert(property, { numRuns: 5_000 });
});
