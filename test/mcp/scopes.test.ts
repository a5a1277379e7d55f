import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { allows, SCOPES } from "../../src/domain/principal.ts";
import { ALL_TOOLS } from "../../src/mcp/tools/index.ts";
import { Harness } from "../helpers/mcp-harness.ts";

const META = {
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientCapabilities": {},
};

describe("scopes", () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.open();
  });
  afterAll(() => harness.close());

  function post(name: string, scope: (typeof SCOPES)[number]): Promise<Response> {
    const body = {
      jsonrpc: "2.0",
      id: 1,
      method: "tools/call",
      params: { name, arguments: {}, _meta: META },
    };
    const headers = {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "mcp-protocol-version": "2026-07-28",
      "mcp-method": "tools/call",
      "mcp-name": name,
    };
    const request = new Request("http://localhost/mcp", {
      method: "POST",
      headers,
      body: JSON.stringify(body),
    });
    return harness.fetch(request, { scopes: [scope] });
  }

  it.each(ALL_TOOLS)("$name needs $scope or more", async ({ name, scope }) => {
    for (const granted of SCOPES) {
      const response = await post(name, granted);
      if (allows([granted], scope)) {
        expect(response.status).toBe(200);
      } else {
        expect(response.status).toBe(403);
        const challenge = response.headers.get("www-authenticate") ?? "";
        expect(challenge).toContain('error="insufficient_scope"');
        expect(challenge).toContain(`scope="${scope}"`);
        expect(challenge).toContain("/.well-known/oauth-protected-resource");
      }
    }
  });

  it("are asked of 2025-era sessions too", async () => {
    const reader = await harness.client({ owner: "reader", legacy: true, scopes: ["memory:read"] });
    await reader.ok("get_stats");
    await expect(reader.ok("remember", { source: "s", tags: [], description: "d" })).rejects.toThrow();
    expect((await reader.ok("get_stats")).total).toBe(0);
  });
});
