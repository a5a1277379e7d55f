import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { call, type FrontDoor, openFrontDoor } from "./support/front-door.ts";

const CONFIG = { allowedOrigins: ["good", "localhost", "[::1]"] };
const PATHS = ["/mcp", "/health", "/ready", "/nothing"];
/** What holds nothing of anybody, and browser clients need before they know who they are. */
const OPEN = ["/.well-known/oauth-protected-resource", "/.well-known/jwks.json"];
const METHODS = ["GET", "POST", "DELETE", "OPTIONS", "PUT"];
const FOREIGN = [
  "null",
  "",
  "http://evil",
  "https://good.evil",
  "https://evilgood",
  "https://good.",
  "https://GOOD",
  "HTTPS://good",
  "https://good/",
  "https://good/path",
  "https://user@good",
  "https://good:443",
  "ftp://good",
  "file://",
  "good",
  "https://good, https://good",
  "https://good https://evil",
];

let door: FrontDoor;
let calls = 0;
beforeAll(async () => {
  door = await openFrontDoor({
    config: CONFIG,
    mcp: async () => {
      calls += 1;
      return { status: 202, headers: {} };
    },
  });
});
afterAll(() => door.service.close(0));

const statusOf = async (path: string, method: string, origin?: string | string[]): Promise<number> => {
  const headers: Record<string, string | string[]> = origin === undefined ? {} : { origin };
  return (await call(door, path, { method, headers, token: door.token })).status;
};

describe("T1 Origin", () => {
  for (const method of METHODS) {
    it(`refuses every foreign origin with 403 on ${method}, whatever the path`, async () => {
      const before = calls;
      for (const path of PATHS) {
        const codes = await Promise.all(FOREIGN.map((origin) => statusOf(path, method, origin)));
        expect([path, codes]).toEqual([path, FOREIGN.map(() => 403)]);
      }
      expect(calls).toBe(before);
    });
  }

  it("lets pages of every origin read the documents that are meant for everybody", async () => {
    for (const path of OPEN) {
      const { status, headers } = await call(door, path, { headers: { origin: "https://evil" } });
      expect([path, status, headers["access-control-allow-origin"]]).toEqual([path, 200, "*"]);
    }
  });

  it("refuses two Origin headers, also when both are allowed", async () => {
    expect(await statusOf("/mcp", "POST", ["https://good", "https://good"])).toBe(403);
  });

  it("lets requests without Origin and from allowed names pass, whatever the port", async () => {
    const origins = [
      undefined,
      "https://good",
      "http://good",
      "https://good:8443",
      "http://localhost:6274",
      "http://[::1]:1",
    ];
    const codes = await Promise.all(origins.map((origin) => statusOf("/mcp", "POST", origin)));
    expect(codes).toEqual(origins.map(() => 202));
  });
});

describe("CORS", () => {
  it("answers a preflight before authentication", async () => {
    const answer = await call(door, "/mcp", {
      method: "OPTIONS",
      headers: { origin: "https://good", "access-control-request-method": "POST" },
    });
    expect(answer.status).toBe(204);
    expect(answer.headers).toMatchObject({
      "access-control-allow-origin": "https://good",
      "access-control-allow-methods": "GET, POST, DELETE, OPTIONS",
      "access-control-allow-headers":
        "authorization, content-type, accept, mcp-protocol-version, mcp-method, mcp-name, mcp-session-id, last-event-id",
      vary: "Origin",
    });
  });

  it("lets pages read refusals as well, and their challenge", async () => {
    const answer = await call(door, "/mcp", { headers: { origin: "https://good" } });
    expect(answer.status).toBe(401);
    expect(answer.headers["access-control-allow-origin"]).toBe("https://good");
    expect(answer.headers["access-control-expose-headers"]).toBe("mcp-session-id, www-authenticate");
  });

  it("grants nothing to foreign pages and to requests without Origin", async () => {
    const foreign = await call(door, "/mcp", { headers: { origin: "http://evil" } });
    const plain = await call(door, "/mcp", { method: "OPTIONS" });
    expect([foreign.status, plain.status]).toEqual([403, 204]);
    for (const { headers } of [foreign, plain])
      expect(headers["access-control-allow-origin"]).toBeUndefined();
  });
});
