import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { allows, SCOPES, type Scope } from "../../src/domain/principal.ts";
import { HttpError } from "../../src/http/exchange.ts";
import { ALL_PROMPTS } from "../../src/mcp/prompts/index.ts";
import { CUSTOM_PROMPT_SCOPE } from "../../src/mcp/register-prompts.ts";
import { uriTemplateOf } from "../../src/mcp/resources/define-resource.ts";
import { ALL_RESOURCES, ALL_TEMPLATES } from "../../src/mcp/resources/index.ts";
import { METHOD_SCOPES } from "../../src/mcp/scope-challenge.ts";
import { ALL_TOOLS } from "../../src/mcp/tools/index.ts";
import { Harness } from "../helpers/mcp-harness.ts";

const META = {
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientCapabilities": {},
};
const ACCEPT = { "content-type": "application/json", accept: "application/json, text/event-stream" };
const INITIALIZE = {
  protocolVersion: "2025-11-25",
  capabilities: {},
  clientInfo: { name: "matrix", version: "1" },
};

type Era = "2026" | "2025 session" | "2025 stateless";
const ERAS: readonly Era[] = ["2026", "2025 session", "2025 stateless"];

interface Operation {
  readonly title: string;
  readonly method: string;
  /** The value of the `Mcp-Name` header. */
  readonly name?: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** Absent: open to every valid token. */
  readonly scope?: Scope;
  /** Where it exists; everywhere when left out. */
  readonly eras?: readonly Era[];
}

const FOLLOWED = { uri: "awareness://alerts" };
const REF = { type: "ref/resource", uri: "awareness://status/{source}" };
/** Parameters of everything that is no tool, resource or prompt; a method that is not here is not tested, so it fails. */
const METHODS: Readonly<Record<string, Partial<Operation>>> = {
  "tools/list": {},
  "resources/list": {},
  "resources/templates/list": {},
  "prompts/list": {},
  ping: { eras: ["2025 session", "2025 stateless"] },
  "server/discover": { eras: ["2026"] },
  initialize: { params: INITIALIZE, eras: ["2025 session", "2025 stateless"] },
  "completion/complete": { params: { ref: REF, argument: { name: "source", value: "" } } },
  "subscriptions/listen": {
    params: { notifications: { resourceSubscriptions: [FOLLOWED.uri] } },
    eras: ["2026"],
  },
  "resources/subscribe": { params: FOLLOWED, eras: ["2025 session"] },
  "resources/unsubscribe": { params: FOLLOWED, eras: ["2025 session"] },
};

const OPERATIONS: readonly Operation[] = [
  ...ALL_TOOLS.map(({ name, scope }) => ({
    title: `the tool ${name}`,
    method: "tools/call",
    name,
    params: { name, arguments: {} },
    scope,
  })),
  ...ALL_RESOURCES.map(({ uri, scope }) => read(uri, scope)),
  ...ALL_TEMPLATES.map((template) =>
    read(uriTemplateOf(template).replaceAll(/\{\w+\}/g, "x"), template.scope),
  ),
  ...ALL_PROMPTS.map(({ name, scope }) => prompt(name, scope)),
  prompt("user/own", CUSTOM_PROMPT_SCOPE),
  ...Object.entries(METHODS).map(([method, operation]): Operation => {
    const scope = METHOD_SCOPES.get(method);
    return { title: method, method, params: {}, ...(scope === undefined ? {} : { scope }), ...operation };
  }),
];

function read(uri: string, scope: Scope): Operation {
  return { title: `the resource ${uri}`, method: "resources/read", name: uri, params: { uri }, scope };
}

function prompt(name: string, scope: Scope): Operation {
  return { title: `the prompt ${name}`, method: "prompts/get", name, params: { name }, scope };
}

/** No scope at all, and every one alone. */
const GRANTS: readonly (readonly Scope[])[] = [[], ...SCOPES.map((scope) => [scope])];

describe.each(ERAS)("what a token may do, %s clients", (era) => {
  let harness: Harness;
  let session: string | null = null;
  beforeAll(async () => {
    harness = await Harness.open({ statelessHttp: era === "2025 stateless" });
    if (era !== "2025 session") return;
    const opened = await post({ method: "initialize", params: INITIALIZE }, []);
    session = opened.headers.get("mcp-session-id");
    await post({ method: "notifications/initialized", params: {} }, []);
  });
  afterAll(() => harness.close());

  async function post(
    { method, name, params }: Pick<Operation, "method" | "name" | "params">,
    scopes: readonly Scope[],
  ): Promise<Response> {
    const isModern = era === "2026";
    const body = {
      jsonrpc: "2.0",
      ...(method.startsWith("notifications/") ? {} : { id: 1 }),
      method,
      params: isModern ? { ...params, _meta: META } : params,
    };
    const modern = { "mcp-method": method, ...(name === undefined ? {} : { "mcp-name": name }) };
    const headers = {
      ...ACCEPT,
      "mcp-protocol-version": isModern ? "2026-07-28" : "2025-11-25",
      ...(isModern ? modern : {}),
      ...(session === null || method === "initialize" ? {} : { "mcp-session-id": session }),
    };
    const over = new AbortController();
    const request = new Request("http://localhost/mcp", {
      method: "POST",
      headers,
      body: JSON.stringify(body),
      signal: over.signal,
    });
    const response = await harness.fetch(request, { scopes }).catch((error: unknown) => {
      if (!(error instanceof HttpError)) throw error;
      return new Response(error.message, { status: error.status, headers: error.headers });
    });
    over.abort();
    await response.body?.cancel().catch(() => {});
    return response;
  }

  const here = OPERATIONS.filter(({ eras }) => eras?.includes(era) ?? true);

  it.each(here)("$title asks for what it needs, at once", async (operation) => {
    for (const granted of GRANTS) {
      const { status, headers } = await post(operation, granted);
      const isAllowed = operation.scope === undefined || allows(granted, operation.scope);
      if (isAllowed) {
        expect(status, String(granted)).toBe(200);
        continue;
      }
      expect(status, String(granted)).toBe(403);
      const challenge = headers.get("www-authenticate") ?? "";
      expect(challenge).toContain('error="insufficient_scope"');
      expect(challenge).toContain(`scope="${operation.scope}"`);
      expect(challenge).toContain('resource_metadata="http://localhost/.well-known/oauth-protected-resource');
    }
  });
});

it("every method with a scope of its own is among those tried", () => {
  expect(Object.keys(METHODS)).toEqual(expect.arrayContaining([...METHOD_SCOPES.keys()]));
});

it("a refused call has done nothing", async () => {
  const harness = await Harness.open();
  const reader = await harness.client({ legacy: true, scopes: ["memory:read"] });
  await expect(reader.ok("remember", { source: "s", tags: [], description: "d" })).rejects.toThrow();
  expect((await reader.ok("get_stats")).total).toBe(0);
  await harness.close();
});
