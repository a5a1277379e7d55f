import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { goodClaims, sign } from "../../auth/support/tokens.ts";
import { connectClient } from "../../helpers/clients.ts";
import { call } from "../support/front-door.ts";
import { ENGINES } from "./support/engines.ts";
import { type RealProvider, startRealProvider } from "./support/real-provider.ts";
import { addUser, startServer, type TestServer } from "./support/server.ts";

const RESOURCE = "https://memory.example.org/mcp";
const ES256 = "https://memory.example.org/es256";
const KINDS = ["v2 modern", "v2 legacy", "v1"] as const;
const systemClock = () => ({ now: () => Date.now(), set: () => {} });

let provider: RealProvider;
beforeAll(async () => {
  provider = await startRealProvider();
});
afterAll(() => provider.close());

function headerOf(token: string): unknown {
  return JSON.parse(Buffer.from(token.split(".")[0] ?? "", "base64url").toString());
}

describe.each(ENGINES)("tokens of oidc-provider, on $engine", ({ take }) => {
  let server: TestServer;
  beforeAll(async () => {
    const env = { AWARENESS_OAUTH_ISSUER: provider.issuer, AWARENESS_OAUTH_AUDIENCE: `${RESOURCE},${ES256}` };
    server = await startServer(await take(), env, systemClock());
    await server.database.execute(addUser("robot", provider.issuer, "machine"));
    await server.database.execute(
      "INSERT INTO users (id, email, created_at) VALUES ('alice', 'alice@example.org', 1)",
    );
  });
  afterAll(() => server.close());

  it.each(KINDS)("a machine writes and reads through %s", async (kind) => {
    const token = await provider.tokenOfMachine(RESOURCE, "memory:read memory:write");
    expect(headerOf(token)).toMatchObject({ typ: "at+jwt", alg: "RS256" });
    const client = await connectClient(kind, { kind: "http", url: server.url, token });
    const written = await client.callTool("remember", {
      source: kind,
      tags: [],
      description: `through ${kind}`,
    });
    expect(written.isError).toBe(false);
    const { json } = await client.callTool("get_knowledge", { source: kind });
    expect(json.entries).toMatchObject([{ id: written.json.id }]);
    const history = await client.callTool("get_history", { entry_id: written.json.id });
    expect(JSON.stringify(history.json)).toContain('"machine"');
    await expect(client.callTool("delete_entry", { entry_id: written.json.id })).rejects.toThrow();
    await client.close();
  });

  it.each(KINDS)(
    "a person signs in, and finds the memory that own tokens open too, through %s",
    async (kind) => {
      const { access } = await provider.tokensOfPerson("alice", ES256, "memory:read memory:write");
      expect(headerOf(access)).toMatchObject({ typ: "at+jwt", alg: "ES256" });
      const client = await connectClient(kind, { kind: "http", url: server.url, token: access });
      await client.callTool("remember", {
        source: "person",
        tags: [kind],
        description: `alice through ${kind}`,
      });
      const { json } = await client.callTool("get_knowledge", { tags: [kind] });
      expect(json.entries).toHaveLength(1);
      await client.close();
      const token = sign(goodClaims(systemClock()));
      const own = await connectClient(kind, { kind: "http", url: server.url, token });
      expect((await own.callTool("get_knowledge", { tags: [kind] })).json.entries).toEqual(json.entries);
      await own.close();
    },
  );

  it("a token for another resource, an ID token, and a cut token are refused", async () => {
    const other = await provider.tokenOfMachine("https://other.example.org/mcp", "memory:read");
    const { access, id } = await provider.tokensOfPerson("alice", RESOURCE, "memory:read");
    const refused = [other, id, access.slice(0, -1), `${access}A`];
    for (const token of refused) expect(await server.status(token)).toBe(401);
    expect(await server.status(access)).toBe(200);
  });

  it("whom nobody here knows gets no access, and neither does whose address is not verified", async () => {
    for (const login of ["stranger", "unverified"]) {
      const { access } = await provider.tokensOfPerson(login, RESOURCE, "memory:read");
      expect(await server.status(access)).toBe(403);
    }
  });

  it("a token without our scopes is asked for those that a call needs", async () => {
    const token = await provider.tokenOfMachine(RESOURCE, "memory:read");
    const client = await connectClient("v2 legacy", { kind: "http", url: server.url, token });
    await expect(client.callTool("remember", { source: "s", tags: [], description: "d" })).rejects.toThrow();
    expect((await client.callTool("get_stats")).isError).toBe(false);
    await client.close();
    const body = JSON.stringify({
      jsonrpc: "2.0",
      id: 1,
      method: "tools/call",
      params: {
        name: "remember",
        arguments: {},
        _meta: {
          "io.modelcontextprotocol/protocolVersion": "2026-07-28",
          "io.modelcontextprotocol/clientCapabilities": {},
        },
      },
    });
    const headers = {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "mcp-protocol-version": "2026-07-28",
      "mcp-method": "tools/call",
      "mcp-name": "remember",
    };
    const answer = await call(server, "/mcp", { method: "POST", token, headers, body });
    expect(answer.status).toBe(403);
    const challenge = answer.headers["www-authenticate"];
    expect(challenge).toContain('error="insufficient_scope"');
    expect(challenge).toContain('scope="memory:write"');
  });

  it("the server says where tokens come from, and no token stands in its log", async () => {
    const { json } = await call(server, "/.well-known/oauth-protected-resource/mcp");
    expect(json.authorization_servers).toEqual([provider.issuer]);
    const { access } = await provider.tokensOfPerson("alice", RESOURCE, "memory:read");
    await server.ask(access);
    expect(server.log()).toContain('"status":200');
    for (const part of access.split(".")) expect(server.log()).not.toContain(part.slice(0, 60));
    expect(server.log()).not.toContain("alice@example.org");
  });
});
