import { createSign, generateKeyPairSync } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { aClock, encode, GOOD_HEADER, goodClaims, type Json, sign } from "../auth/support/tokens.ts";
import { startCanary } from "./support/canary.ts";
import { call, type FrontDoor, openFrontDoor } from "./support/front-door.ts";

const clock = aClock();
const now = Math.floor(clock.now() / 1000);
let door: FrontDoor;

beforeAll(async () => {
  door = await openFrontDoor({ clock });
});
afterAll(() => door.service.close(0));

/** Status for a token, and that a refusal is a proper challenge. */
async function status(token: string): Promise<number> {
  const answer = await call(door, "/mcp", { method: "POST", token });
  if (answer.status === 401) expect(answer.headers["www-authenticate"]).toContain('error="invalid_token"');
  return answer.status;
}

const withClaims = (claims: Json): string => sign({ ...goodClaims(clock), ...claims });
const withHeader = (header: Json): string => sign(goodClaims(clock), { ...GOOD_HEADER, ...header });
const statuses = (tokens: readonly string[]): Promise<readonly number[]> => Promise.all(tokens.map(status));
const refused = (tokens: readonly string[]): readonly number[] => tokens.map(() => 401);

async function expectRefused(tokens: readonly string[]): Promise<void> {
  expect(await statuses(tokens)).toEqual(refused(tokens));
}

describe("header of a token", () => {
  it("J1 accepts a valid token", async () => {
    expect(await status(sign(goodClaims(clock)))).toBe(200);
  });

  it("J2 refuses alg none in any spelling, with and without a signature", async () => {
    const unsigned = (alg: string): string =>
      `${encode(JSON.stringify({ ...GOOD_HEADER, alg }))}.${encode(JSON.stringify(goodClaims(clock)))}.`;
    const signed = ["none", "NoNe", "hs256", "HS512", ""].map((alg) => withHeader({ alg }));
    await expectRefused([unsigned("none"), unsigned("NoNe"), unsigned("HS256"), ...signed]);
  });

  it("J3 refuses HS256 signed with a public key", async () => {
    const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const pem = publicKey.export({ type: "spki", format: "pem" }).toString();
    await expectRefused([sign(goodClaims(clock), GOOD_HEADER, pem)]);
  });

  it("J4 refuses an asymmetric algorithm, also with a sound signature", async () => {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const rsa = (alg: string): string => {
      const input = `${encode(JSON.stringify({ ...GOOD_HEADER, alg }))}.${encode(JSON.stringify(goodClaims(clock)))}`;
      return `${input}.${createSign("RSA-SHA256").update(input).sign(privateKey).toString("base64url")}`;
    };
    await expectRefused([rsa("RS256"), rsa("ES256")]);
  });

  it("J5 refuses a kid that names anything", async () => {
    const kids = [
      "' OR 1=1 --",
      "../../dev/null",
      "k".repeat(257),
      "k".repeat(4096),
      "__proto__",
      "",
      7,
      null,
    ];
    await expectRefused(kids.map((kid) => withHeader({ kid })));
  });

  it("J6 needs no kid, as there is one key", async () => {
    expect(await status(sign(goodClaims(clock), { alg: "HS256", typ: "at+jwt" }))).toBe(200);
  });

  it("J7 ignores jku, x5u and x5c, and fetches nothing", async () => {
    await using canary = await startCanary();
    const { url } = canary;
    const tokens = [{ jku: url }, { x5u: url }, { x5c: ["MIIB"] }].map(withHeader);
    expect(await statuses(tokens)).toEqual([200, 200, 200]);
    expect(canary.hits()).toBe(0);
  });

  it("J8 refuses a token signed with the key it brings along", async () => {
    const key = "the attacker's own key, long enough for HS256";
    const jwk = { kty: "oct", k: encode(key), alg: "HS256" };
    await expectRefused([sign(goodClaims(clock), { ...GOOD_HEADER, jwk }, key)]);
  });

  it("J9 refuses crit", async () => {
    await expectRefused([
      withHeader({ crit: ["exp"] }),
      withHeader({ crit: ["x"], x: 1 }),
      withHeader({ crit: [] }),
    ]);
  });

  it("J10 refuses an unencoded payload", async () => {
    await expectRefused([withHeader({ b64: false }), withHeader({ b64: false, crit: ["b64"] })]);
  });

  it("J22 refuses every other typ", async () => {
    const types = ["JWT", "jwt", "dpop+jwt", "logout+jwt", "", undefined, 5, null];
    await expectRefused(types.map((typ) => withHeader({ typ })));
  });
});

describe("times of a token", () => {
  it("J11 refuses a token without exp", async () => {
    await expectRefused([withClaims({ exp: undefined })]);
  });

  it("J12 refuses an exp that is not a number", async () => {
    await expectRefused([String(now + 60), null, {}, [now + 60], true].map((exp) => withClaims({ exp })));
  });

  it("J13 refuses a lifetime over 366 days", async () => {
    const year = 366 * 24 * 60 * 60;
    const tokens = [1e308, 253_402_300_799, now + year + 1].map((exp) => withClaims({ exp }));
    const old = withClaims({ iat: 0, exp: now + 60 });
    const infinite = sign(JSON.stringify(goodClaims(clock)).replace(/"exp":\d+/, '"exp":1e400'));
    await expectRefused([...tokens, old, infinite]);
    expect(await status(withClaims({ exp: now + year }))).toBe(200);
  });

  it("J14 tolerates 30 seconds after exp, not more", async () => {
    const tokens = [1, 20, 29, 30, 31].map((ago) => withClaims({ iat: now - 600, exp: now - ago }));
    expect(await statuses(tokens)).toEqual([200, 200, 200, 401, 401]);
    const late = await call(door, "/mcp", { token: withClaims({ iat: now - 600, exp: now - 31 }) });
    expect(late.headers["www-authenticate"]).toContain('error_description="Token expired"');
  });

  it("J15 refuses a token before its nbf", async () => {
    expect(await statuses([60, 31, 30].map((ahead) => withClaims({ nbf: now + ahead })))).toEqual([
      401, 401, 200,
    ]);
    await expectRefused([withClaims({ nbf: "now" })]);
  });

  it("J16 refuses an iat in the future, and a token without iat", async () => {
    const tokens = [3600, 31, 30].map((ahead) => withClaims({ iat: now + ahead, exp: now + 7200 }));
    expect(await statuses(tokens)).toEqual([401, 401, 200]);
    await expectRefused([withClaims({ iat: undefined }), withClaims({ iat: "0" })]);
  });
});

describe("identity in a token", () => {
  it("J17 refuses another issuer", async () => {
    const issuers = [
      "awareness/",
      "Awareness",
      "https://awareness",
      ["awareness"],
      undefined,
      null,
      "__proto__",
    ];
    await expectRefused(issuers.map((iss) => withClaims({ iss })));
  });

  it("J18 refuses another audience, accepts a list with ours", async () => {
    const audiences = ["awareness/", "http://127.0.0.1/mcp", "", [], ["other"], undefined, null, 5];
    await expectRefused(audiences.map((aud) => withClaims({ aud })));
    expect(await status(withClaims({ aud: ["other", "awareness"] }))).toBe(200);
  });

  it("J19 refuses a token without sub", async () => {
    await expectRefused([withClaims({ sub: undefined })]);
  });

  it("J20 refuses a sub that is no owner", async () => {
    const subjects = [
      123,
      "",
      {},
      ["a"],
      null,
      true,
      "a\u0000b",
      "s".repeat(7000),
      "s".repeat(256),
      "a b",
      "é",
    ];
    const proto = sign(
      JSON.stringify({ ...goodClaims(clock), sub: 1 }).replace('"sub":1', '"sub":{"__proto__":"x"}'),
    );
    const inherited = sign(
      JSON.stringify({ ...goodClaims(clock), sub: undefined }).replace("{", '{"__proto__":{"sub":"eve"},'),
    );
    const reserved = ["_system", "__proto__"];
    const tokens = [...subjects, ...reserved].map((sub) => withClaims({ sub }));
    await expectRefused([...tokens, proto, inherited]);
  });

  it("J21 takes the last of two sub members, which only the holder of the secret can write", async () => {
    const twice = JSON.stringify({ ...goodClaims(clock), sub: "first" }).replace(
      '"sub":"first"',
      '"sub":"first","sub":"last"',
    );
    const answer = await call(door, "/mcp", { token: sign(twice) });
    expect(answer.json).toEqual({ owner: "last" });
  });

  it("refuses scope, name, client_id and jti of another type", async () => {
    const bad = [5, null, {}, ["memory:read"]];
    const members = ["scope", "name", "client_id", "azp", "jti"];
    await expectRefused(members.flatMap((member) => bad.map((value) => withClaims({ [member]: value }))));
    await expectRefused(["", "a\u0000", "\ud800", "n".repeat(201)].map((name) => withClaims({ name })));
  });
});

describe("shape of a token", () => {
  it("J23 refuses tampered, cut, extended and differently encoded tokens", async () => {
    const good = sign(goodClaims(clock));
    const [head = "", body = "", signature = ""] = good.split(".");
    const other = encode(JSON.stringify({ ...goodClaims(clock), sub: "eve" }));
    const last = signature.at(-1) ?? "";
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const twin = alphabet[alphabet.indexOf(last) + 1] ?? "";
    expect(Buffer.from(signature.slice(0, -1) + twin, "base64url")).toEqual(
      Buffer.from(signature, "base64url"),
    );
    await expectRefused([
      `${head}.${other}.${signature}`,
      `${head}.${body}.${signature.slice(0, -1)}`,
      `${head}.${body}.${signature.slice(0, -1)}${twin}`,
      `${head}.${body}.`,
      `${head}.${body}`,
      `${good}.${signature}`,
      `${good}=`,
      `${head}.${body}.${signature.slice(0, 20)}+/${signature.slice(22)}`,
      ".",
      "..",
      "x",
    ]);
  });

  it("J24 refuses a payload that is not a JSON object in UTF-8", async () => {
    const bytes = Buffer.from(JSON.stringify({ ...goodClaims(clock), name: "X" }));
    bytes[bytes.indexOf("X")] = 0xff;
    const texts = ["", "{", "[]", '"a"', "null", "1", JSON.stringify([goodClaims(clock)])];
    await expectRefused([...texts.map((text) => sign(text)), sign(bytes)]);
  });

  it("J25 refuses oversized tokens", async () => {
    expect(await status(withClaims({ pad: "x".repeat(8000) }))).toBe(401);
    expect(await status(withClaims({ pad: "x".repeat(1_000_000) }))).toBe(431);
    expect(await status(withClaims({ pad: "x".repeat(5000) }))).toBe(200);
  });

  it("J26 refuses an encrypted token", async () => {
    const head = encode(JSON.stringify({ alg: "dir", enc: "A256GCM" }));
    await expectRefused([`${head}..${encode("iv")}.${encode("text")}.${encode("tag")}`, `${head}.a.b.c.d`]);
  });
});
