import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AwarenessError } from "../../src/domain/errors.ts";
import { aClock } from "../auth/support/tokens.ts";
import { call, type FrontDoor, openFrontDoor } from "./support/front-door.ts";
import { exchangeRaw } from "./support/raw-socket.ts";

let door: FrontDoor;
beforeAll(async () => {
  door = await openFrontDoor();
});
afterAll(() => door.service.close(0));

describe("T4 every route", () => {
  it("asks for a token, but for probes, metadata and preflights", async () => {
    const open = [
      "/health",
      "/ready",
      "/.well-known/oauth-protected-resource",
      "/.well-known/oauth-protected-resource/mcp",
    ];
    for (const path of open) expect((await call(door, path)).status).toBe(200);
    for (const method of ["GET", "POST", "DELETE", "PUT", "PATCH", "HEAD", "TRACE"]) {
      expect([method, (await call(door, "/mcp", { method })).status]).toEqual([method, 401]);
    }
  });

  it("refuses other methods with 405 and says which it has", async () => {
    const put = await call(door, "/mcp", { method: "PUT", token: door.token });
    expect([put.status, put.headers.allow, put.json]).toEqual([
      405,
      "GET, POST, DELETE",
      { error: "Method not allowed" },
    ]);
    for (const path of ["/health", "/ready", "/.well-known/oauth-protected-resource"]) {
      const post = await call(door, path, { method: "POST" });
      expect([post.status, post.headers.allow]).toEqual([405, "GET, HEAD"]);
    }
  });

  it("answers HEAD without a body", async () => {
    const answer = await call(door, "/health", { method: "HEAD" });
    expect([answer.status, answer.text]).toEqual([200, ""]);
  });
});

describe("unknown paths", () => {
  const paths = [
    "/",
    "/nothing",
    "//mcp",
    "/mcp/",
    "/mcp/x",
    "/mcpx",
    "/MCP",
    "/%6dcp",
    "/%2Fmcp",
    "/mcp%2F",
    "/mcp%00",
    "/./mcp",
    "/x/../mcp",
    "/mcp;a=b",
    "/health/",
    "/.well-known/oauth-protected-resource/",
    "/.well-known/oauth-authorization-server",
    "/__proto__",
    "/constructor",
  ];
  it("are 404 in JSON, with and without a token", async () => {
    for (const path of paths) {
      const bare = await call(door, path);
      const signed = await call(door, path, { token: door.token, method: "POST" });
      expect([path, bare.status, signed.status]).toEqual([path, 404, 404]);
      expect(bare.json).toEqual({ error: "Not found" });
    }
  });

  it("include other forms of request target", async () => {
    const targets = ["http://localhost", "ftp://localhost/mcp", "*", "mcp", "/mcp#x"];
    const texts = targets.map(
      (target) => `OPTIONS ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
    );
    const answers = await Promise.all(texts.map((text) => exchangeRaw(door.port, text)));
    expect(answers.map((answer) => /^HTTP\/1.1 (400|404) /.test(answer))).toEqual(targets.map(() => true));
  });
});

it("a target in absolute form, as proxies send it, counts by its path", async () => {
  const text = "GET http://localhost/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
  expect(await exchangeRaw(door.port, text)).toMatch(/^HTTP\/1.1 200 /);
});

describe("probes", () => {
  it("/health tells status, version and uptime, and nothing else", async () => {
    const clock = aClock();
    await using young = await openFrontDoor({ clock });
    clock.set(clock.now() + 12_340);
    expect((await call(young, "/health")).json).toEqual({ status: "ok", version: "1.2.3", uptime_sec: 12.3 });
  });

  it("/ready is 200 when requests can be served", async () => {
    const answer = await call(door, "/ready");
    expect([answer.status, answer.json]).toEqual([200, { status: "ready" }]);
  });

  it("/ready is 503 with Retry-After when they cannot, or when that cannot be found out in time", async () => {
    const down = async (): Promise<void> => {
      throw new AwarenessError("unavailable", "disk full");
    };
    const hangs = (): Promise<void> => new Promise(() => undefined);
    for (const ready of [down, hangs]) {
      await using ill = await openFrontDoor({ ready, limits: { readyTimeoutMs: 20 } });
      const answer = await call(ill, "/ready");
      expect([answer.status, answer.json, answer.headers["retry-after"]]).toEqual([
        503,
        { status: "unavailable" },
        "1",
      ]);
      expect((await call(ill, "/health")).status).toBe(200);
    }
  });
});

describe("every answer", () => {
  it("is JSON that may not be cached or sniffed", async () => {
    const answers = await Promise.all([
      call(door, "/health"),
      call(door, "/nothing"),
      call(door, "/mcp"),
      call(door, "/mcp", { method: "PUT", token: door.token }),
      call(door, "/mcp", { headers: { host: "evil" } }),
      call(door, "/mcp", { headers: { "x-large": "x".repeat(20_000) } }),
      call(door, "/.well-known/oauth-protected-resource"),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 404, 401, 405, 403, 431, 200]);
    for (const { headers, json } of answers) {
      expect(headers).toMatchObject({
        "content-type": "application/json",
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
      });
      expect(json).toBeTypeOf("object");
    }
  });

  it("to what is not HTTP is 400 in JSON, and the server lives on", async () => {
    const garbage = [
      "garbage\r\n\r\n",
      "\x16\x03\x01\x02\x00\x01",
      "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n",
    ];
    const answers = await Promise.all(garbage.map((text) => exchangeRaw(door.port, text)));
    for (const answer of answers) {
      expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
      expect(answer).toContain('\r\n\r\n{"error":"Malformed HTTP request"}');
    }
    expect((await call(door, "/health")).status).toBe(200);
  });
});
