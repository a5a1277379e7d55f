import { describe, expect, it } from "vitest";
import { parseOwner } from "../../src/domain/owner.ts";
import { FULL_ACCESS } from "../../src/domain/principal.ts";
import { insufficientScope } from "../../src/http/challenge.ts";
import { aClock, goodClaims, sign } from "../auth/support/tokens.ts";
import { aConfig, call, openFrontDoor } from "./support/front-door.ts";

const DOCUMENTS = ["/.well-known/oauth-protected-resource", "/.well-known/oauth-protected-resource/mcp"];

describe("metadata of the protected resource", () => {
  it("R1 is found at both paths and names the resource by the URL the client typed", async () => {
    await using door = await openFrontDoor();
    for (const path of DOCUMENTS) {
      const answer = await call(door, path, { headers: { host: `localhost:${door.port}` } });
      expect(answer.json).toEqual({
        resource: `http://localhost:${door.port}/mcp`,
        scopes_supported: ["memory:read", "memory:write", "memory:delete"],
        bearer_methods_supported: ["header"],
        resource_name: "awareness",
      });
      expect(answer.headers["access-control-allow-origin"]).toBe("*");
      const preflight = await call(door, path, {
        method: "OPTIONS",
        headers: { origin: "http://localhost:6274" },
      });
      expect(preflight.status).toBe(204);
      expect(preflight.headers["access-control-allow-origin"]).toBe("*");
    }
  });

  it("R1 names the public URL when there is one", async () => {
    const config = { publicUrl: "https://memory.example.org", mountPath: "/secret" };
    await using door = await openFrontDoor({ config });
    const { json } = await call(door, "/.well-known/oauth-protected-resource");
    expect(json.resource).toBe("https://memory.example.org/secret/mcp");
  });

  it("R8 offers no offline_access and no wildcard", async () => {
    await using door = await openFrontDoor();
    const { text } = await call(door, DOCUMENTS[0] ?? "");
    expect(text).not.toMatch(/offline_access|\*/);
  });

  it("R10 publishes the canonical form: lower case, no slash at the end", async () => {
    await using door = await openFrontDoor();
    const { json } = await call(door, DOCUMENTS[1] ?? "", { headers: { host: `LocalHost:${door.port}` } });
    expect(json.resource).toBe(`http://localhost:${door.port}/mcp`);
  });
});

describe("challenges", () => {
  it("R2 a 401 points at the metadata by an absolute URL that is served, and names scopes", async () => {
    await using door = await openFrontDoor({ config: { mountPath: "/m" } });
    const answer = await call(door, "/m/mcp", { method: "POST" });
    const url = `http://127.0.0.1:${door.port}/m/.well-known/oauth-protected-resource/mcp`;
    expect(answer.headers["www-authenticate"]).toBe(
      `Bearer resource_metadata="${url}", scope="memory:read memory:write memory:delete"`,
    );
    expect((await call(door, new URL(url).pathname)).status).toBe(200);
  });

  it("R2 the metadata URL is https behind a proxy with a public URL, whatever X-Forwarded says", async () => {
    await using door = await openFrontDoor({ config: { publicUrl: "https://memory.example.org" } });
    const headers = {
      "x-forwarded-host": "evil.example",
      "x-forwarded-proto": "http",
      forwarded: "host=evil.example",
    };
    const answer = await call(door, "/mcp", { headers });
    const url = "https://memory.example.org/.well-known/oauth-protected-resource/mcp";
    expect(answer.headers["www-authenticate"]).toContain(`resource_metadata="${url}"`);
  });

  it("R3 says error only when a token was sent", async () => {
    await using door = await openFrontDoor();
    const bare = await call(door, "/mcp");
    const bad = await call(door, "/mcp", { token: "abc" });
    expect([bare.status, bad.status]).toEqual([401, 401]);
    expect(bare.headers["www-authenticate"]).not.toContain("error");
    expect(bad.headers["www-authenticate"]).toContain(
      'error="invalid_token", error_description="Invalid token"',
    );
    expect([bare.json, bad.json]).toEqual([
      { error: "Missing or invalid Authorization header" },
      { error: "Invalid token" },
    ]);
  });

  it("R3 a token without the scope gets 403 naming all scopes the operation needs", async () => {
    const config = aConfig();
    const mcp = async (exchange: Parameters<typeof insufficientScope>[1]): Promise<never> => {
      throw insufficientScope(config, exchange, ["memory:read", "memory:write"]);
    };
    await using door = await openFrontDoor({ mcp });
    const answer = await call(door, "/mcp", { method: "POST", token: door.token });
    const url = `http://127.0.0.1:${door.port}/.well-known/oauth-protected-resource/mcp`;
    expect(answer.status).toBe(403);
    expect(answer.headers["www-authenticate"]).toBe(
      `Bearer error="insufficient_scope", scope="memory:read memory:write", resource_metadata="${url}"`,
    );
  });
});

describe("tokens", () => {
  it("R5, R6 refuses tokens made for another service with the same key", async () => {
    const clock = aClock();
    await using door = await openFrontDoor({ clock });
    const foreign = [
      { aud: "embeddings" },
      { iss: "https://login.example.org" },
      { aud: "http://127.0.0.1" },
    ];
    const tokens = foreign.map((claims) => sign({ ...goodClaims(clock), ...claims }));
    const answers = await Promise.all(tokens.map((token) => call(door, "/mcp", { token })));
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401]);
  });

  it("R7 is asked for by every method, on every request of one connection", async () => {
    await using door = await openFrontDoor();
    for (const method of ["GET", "POST", "DELETE", "PUT", "PATCH", "HEAD"]) {
      expect([method, (await call(door, "/mcp", { method })).status]).toEqual([method, 401]);
    }
    const codes: number[] = [];
    for (const token of [door.token, "bad", door.token])
      codes.push((await call(door, "/mcp", { token })).status);
    expect(codes).toEqual([200, 401, 200]);
  });

  it("R9 appears in no answer and no log line, however it is sent", async () => {
    const mcp = async (): Promise<never> => {
      throw new Error("a bug in a tool");
    };
    await using door = await openFrontDoor({ mcp });
    const { token } = door;
    const answers = await Promise.all([
      call(door, "/mcp", { token, method: "POST" }),
      call(door, "/mcp", { token: `${token}x` }),
      call(door, `/mcp?access_token=${token}`),
      call(door, `/${token}/mcp`),
      call(door, `/x/${token}`, { token }),
      call(door, "/mcp", { headers: { authorization: [`Bearer ${token}`, "Bearer b"] } }),
      call(door, "/mcp", { headers: { authorization: `Basic ${token}` } }),
      call(door, "/mcp", { headers: { host: token } }),
      call(door, "/mcp", { headers: { origin: `http://${token}` } }),
      call(door, "/mcp", { token: `${token}${"x".repeat(20_000)}` }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([500, 401, 401, 404, 404, 400, 401, 403, 403, 431]);
    const everything = [
      ...door.log,
      ...answers.map((answer) => JSON.stringify([answer.headers, answer.text])),
    ].join("\n");
    const signature = token.split(".")[2] ?? "";
    expect(signature).toHaveLength(43);
    expect(everything).not.toContain(signature);
    expect(everything).not.toContain(token.slice(0, 40));
  });

  it("are not needed where authentication is off: everybody is the default owner", async () => {
    const principal = { owner: parseOwner("local-owner"), scopes: FULL_ACCESS, by: "local" };
    let seen: unknown;
    await using door = await openFrontDoor({
      auth: false,
      mcp: async (exchange) => {
        seen = exchange.principal;
        return { status: 202, headers: {} };
      },
    });
    const answer = await call(door, "/mcp", { method: "POST", token: "ignored" });
    expect([answer.status, answer.text, answer.headers["content-length"]]).toEqual([202, "", "0"]);
    expect(seen).toEqual(principal);
  });
});
