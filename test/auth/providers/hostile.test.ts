import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { AwarenessError } from "../../../src/domain/errors.ts";
import { type Answer, type FakeProvider, json, startFakeProvider } from "./support/fake-provider.ts";
import { aVerifier, type VerifierOptions } from "./support/issuer.ts";

let provider: FakeProvider;
beforeEach(async () => {
  provider = await startFakeProvider();
});
afterEach(() => provider[Symbol.asyncDispose]());

/** What the operator reads about a provider, whose token then cannot be checked. */
async function reasonFor(options: VerifierOptions = {}): Promise<string> {
  const { verifier, clock, log } = aVerifier(provider, options);
  const failure = await verifier
    .verify(provider.key.sign(provider.claims(clock)))
    .catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(AwarenessError);
  expect(failure).toMatchObject({ code: "unavailable", retryable: true });
  const lines = log()
    .split("\n")
    .filter((line) => line.includes('"level":40') && line.includes("could not be had"));
  return JSON.parse(lines[0] ?? "{}").reason;
}

/** Sends pieces until the other side has had enough, or `limit` is reached. */
const pour =
  (piece: Buffer, limit: number, sent: { bytes: number }): Answer =>
  (response) => {
    response.writeHead(200, { "content-type": "application/json" });
    const more = (): void => {
      while (sent.bytes < limit && !response.destroyed) {
        sent.bytes += piece.length;
        if (!response.write(piece)) return void response.once("drain", more);
      }
      response.end();
    };
    more();
  };

describe("a provider that misbehaves costs its own users a 503, and the server next to nothing:", () => {
  it("J34 a redirect is not followed, and its target never hears of it", async () => {
    let hits = 0;
    const target = createServer((_, response) => {
      hits += 1;
      json(response, { keys: provider.keys });
    });
    await new Promise<void>((resolve) => {
      target.listen(0, "127.0.0.1", () => resolve());
    });
    const location = `http://127.0.0.1:${(target.address() as AddressInfo).port}/`;
    for (const status of [301, 302, 303, 307, 308]) {
      provider.onKeys = (response) => void response.writeHead(status, { location }).end();
      expect(await reasonFor()).toBe(`answers with status ${status}`);
    }
    provider.onMetadata = (response) => void response.writeHead(302, { location }).end();
    expect(await reasonFor()).toBe("answers with status 302");
    expect(hits).toBe(0);
    await new Promise((resolve) => {
      target.close(resolve);
    });
  });

  it("J35 of 100 MB hardly more than 256 KB are read", async () => {
    const sent = { bytes: 0 };
    provider.onKeys = pour(Buffer.alloc(64 * 1024, " "), 100 * 1024 * 1024, sent);
    expect(await reasonFor()).toBe("answers with more than 262144 bytes");
    // What the sockets of both sides hold is on its way when the reader stops.
    expect(sent.bytes).toBeLessThan(20 * 1024 * 1024);
    provider.onKeys = (response) =>
      void response.writeHead(200, { "content-length": 100 * 1024 * 1024 }).write("{");
    expect(await reasonFor()).toBe("answers with more than 262144 bytes");
  });

  it("J35 200,000 keys are too many, and so are 101", async () => {
    provider.keys = Array.from({ length: 200_000 }, () => ({}));
    expect(await reasonFor()).toBe("answers with more than 262144 bytes");
    provider.keys = Array.from({ length: 101 }, () => provider.key.jwk);
    expect(await reasonFor()).toBe("has more than 100 keys");
  });

  it("J35 silence, and a byte at a time, are over when the time is up", async () => {
    provider.onKeys = () => {};
    expect(await reasonFor({ fetchTimeoutMs: 150 })).toBe("does not answer in time");
    provider.onKeys = (response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write(" "), 10);
      response.once("close", () => clearInterval(timer));
    };
    expect(await reasonFor({ fetchTimeoutMs: 150 })).toBe("does not answer in time");
    provider.onMetadata = () => {};
    expect(await reasonFor({ fetchTimeoutMs: 150 })).toBe("does not answer in time");
  });

  it.each([
    ["500", (response) => void response.writeHead(500).end("secret detail"), "answers with status 500"],
    ["204", (response) => void response.writeHead(204).end(), "answers with status 204"],
    ["a page", (response) => void response.end("<html>CANARY</html>"), "answers with what is not JSON"],
    ["nesting", (response) => void response.end("[".repeat(100_000)), "answers with what is not JSON"],
    ["null", (response) => void response.end("null"), "has no key set where its keys should be"],
    ["no keys", (response) => json(response, { keys: {} }), "has no key set where its keys should be"],
    [
      "compression",
      (response) => void response.writeHead(200, { "content-encoding": "gzip" }).end("x"),
      "answers compressed, though asked not to",
    ],
    ["a broken line", (response) => void response.destroy(), "cannot be reached (ECONNRESET)"],
  ] as const satisfies readonly (readonly [string, Answer, string])[])(
    "an answer of %s",
    async (_, answer, reason) => {
      provider.onKeys = answer;
      expect(await reasonFor()).toBe(reason);
    },
  );

  it("metadata of another issuer, or one that differs by a slash", async () => {
    for (const issuer of [
      "https://evil.example",
      provider.issuer.slice(0, -1),
      undefined,
      [provider.issuer],
    ]) {
      provider.metadata = { issuer };
      expect(await reasonFor()).toBe("names another issuer in its metadata");
    }
  });

  it("J36 metadata that lead to keys on another host, another port, or nowhere", async () => {
    for (const uri of [
      "https://evil.example/keys",
      "http://127.0.0.1:1/keys",
      "http://169.254.169.254/latest",
      "file:///etc/passwd",
    ]) {
      provider.metadata = { jwks_uri: uri };
      expect(await reasonFor()).toBe("has its keys on another host; if they are meant, set jwks_uri");
    }
    for (const uri of [undefined, 5, "keys"]) {
      provider.metadata = { jwks_uri: uri };
      expect(await reasonFor()).toBe("names no jwks_uri in its metadata");
    }
  });

  it("nothing that it says is logged", async () => {
    provider.onKeys = (response) => void response.end("CANARY");
    const { verifier, clock, log } = aVerifier(provider);
    await verifier.verify(provider.key.sign(provider.claims(clock))).catch(() => undefined);
    expect(log()).toContain("an identity provider's keys could not be had");
    expect(log()).not.toContain("CANARY");
  });
});

describe("the place of the keys", () => {
  it.each([
    ["/", ["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"]],
    [
      "/realms/one",
      [
        "/realms/one/.well-known/openid-configuration",
        "/.well-known/oauth-authorization-server/realms/one",
        "/.well-known/openid-configuration/realms/one",
      ],
    ],
  ])("of an issuer with the path %s is looked for in OpenID and RFC 8414 metadata", async (path, forms) => {
    for (const form of forms) {
      await using other = await startFakeProvider({ path });
      other.onMetadata = (response) =>
        response.req.url === form
          ? json(response, { issuer: other.issuer, jwks_uri: `${other.origin}/keys` })
          : void response.writeHead(404).end();
      const { verifier, clock } = aVerifier(other);
      expect(await verifier.verify(other.key.sign(other.claims(clock)))).toMatchObject({ owner: "alice" });
      expect([...other.hits.keys()]).toEqual([...forms.slice(0, forms.indexOf(form) + 1), "/keys"]);
    }
  });

  it("is not looked for when the operator has named it", async () => {
    provider.onMetadata = (response) => void response.writeHead(404).end();
    const { verifier, clock } = aVerifier(provider, { settings: { jwksUri: `${provider.origin}/keys` } });
    expect(await verifier.verify(provider.key.sign(provider.claims(clock)))).toMatchObject({
      owner: "alice",
    });
    expect(provider.total()).toBe(1);
  });

  it("is looked for anew when there is nothing any more", async () => {
    const { verifier, clock } = aVerifier(provider);
    const verify = () => verifier.verify(provider.key.sign(provider.claims(clock)));
    await verify();
    provider.onKeys = (response) => void response.writeHead(404).end();
    clock.set(clock.now() + 10 * 60_000);
    await verify();
    provider.onKeys = undefined;
    clock.set(clock.now() + 30_000);
    await verify();
    await expect.poll(() => provider.hitsOfKeys()).toBe(3);
    expect(provider.hits.get("/.well-known/openid-configuration")).toBe(2);
  });
});
