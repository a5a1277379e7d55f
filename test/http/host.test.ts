import { describe, expect, it } from "vitest";
import { call, openFrontDoor } from "./support/front-door.ts";
import { exchangeRaw } from "./support/raw-socket.ts";

const statusLine = (text: string): string => text.slice(0, text.indexOf("\r\n"));
const lines = (...all: readonly string[]): string => `${all.join("\r\n")}\r\n\r\n`;

describe("T2 Host", () => {
  it("takes the allowed names in any case and with any port", async () => {
    await using door = await openFrontDoor({
      config: { allowedHosts: ["localhost", "127.0.0.1", "::1", "Memory.Example"] },
    });
    const hosts = ["localhost", "LOCALHOST:1", "127.0.0.1:8420", "[::1]", "[::1]:8420", "memory.example:443"];
    const answers = await Promise.all(hosts.map((host) => call(door, "/health", { headers: { host } })));
    expect(answers.map(({ status }) => status)).toEqual(hosts.map(() => 200));
  });

  it("refuses every other name on every route with 403", async () => {
    await using door = await openFrontDoor();
    const hosts = [
      "evil.com",
      "localhost.evil.com",
      "evil.com:8420",
      "localhost.",
      "localhost@evil.com",
      "evil.com#localhost",
      "127.0.0.1.nip.io",
      "127.1",
      "2130706433",
      "[::]",
      "localhost:port",
      "localhost:8420:8420",
      "::1",
      "localhost,evil.com",
      "local host",
    ];
    for (const path of ["/mcp", "/health", "/ready", "/.well-known/oauth-protected-resource", "/nothing"]) {
      const answers = await Promise.all(
        hosts.map((host) => call(door, path, { headers: { host }, token: door.token })),
      );
      expect([path, answers.map(({ status }) => status)]).toEqual([path, hosts.map(() => 403)]);
    }
  });

  it("answers 400 to two Host headers, to an empty one, and to none", async () => {
    await using door = await openFrontDoor();
    const get = "GET /health HTTP/1.1";
    const texts = [
      lines(get, "Host: localhost", "Host: localhost", "Connection: close"),
      lines(get, "Host: localhost", "host: evil.com", "Connection: close"),
      lines(get, "Host:", "Connection: close"),
      lines(get, "Connection: close"),
      lines("GET /health HTTP/1.0"),
    ];
    const answers = await Promise.all(texts.map((text) => exchangeRaw(door.port, text)));
    expect(answers.map(statusLine)).toEqual(texts.map(() => "HTTP/1.1 400 Bad Request"));
    for (const answer of answers) expect(answer).toMatch(/\{"error":"[^"]+ Host header"\}$/);
  });
});
