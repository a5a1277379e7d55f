import { type McpServer, ResourceNotFoundError, ResourceTemplate } from "@modelcontextprotocol/server";
import { AwarenessError } from "../domain/errors.ts";
import { checkAnswerSize } from "./answer-size.ts";
import { callContextOf, toToolContext } from "./call-context.ts";
import { masked } from "./masked.ts";
import { type JsonResource, type JsonTemplate, uriTemplateOf } from "./resources/define-resource.ts";
import { MAX_URI_CHARS, valueIn } from "./resources/resource-uri.ts";
import { challenge } from "./scope-challenge.ts";
import type { ServerOptions, ServerParts } from "./server.ts";
import { wrapHandler } from "./wrap-handler.ts";

const MIME_TYPE = "application/json";

/** A template in the SDK's form, made once per process. */
export interface ListedTemplate {
  readonly template: JsonTemplate;
  readonly listed: ResourceTemplate;
}

export function listTemplate(template: JsonTemplate): ListedTemplate {
  // The SDK's completers do not learn who asks; that there is one makes it offer completions at all.
  const complete = template.values === undefined ? {} : { complete: { [template.variable]: () => [] } };
  return {
    template,
    listed: new ResourceTemplate(uriTemplateOf(template), { list: undefined, ...complete }),
  };
}

export function registerResources(server: McpServer, parts: ServerParts, options: ServerOptions): void {
  for (const resource of parts.resources) registerResource(server, parts, options, resource);
  for (const template of parts.templates) registerTemplate(server, parts, options, template);
  wrapHandler(server, "resources/read", async ({ params }, _context, next) => {
    if (params.uri.length > MAX_URI_CHARS)
      throw new ResourceNotFoundError(params.uri.slice(0, MAX_URI_CHARS));
    return next();
  });
  const { resolveScopeChallenge } = server;
  server.resolveScopeChallenge = (context) => {
    const uri: unknown = context.request.params?.uri;
    return typeof uri === "string" && uri.length > MAX_URI_CHARS ? undefined : resolveScopeChallenge(context);
  };
}

function registerResource(
  server: McpServer,
  parts: ServerParts,
  options: ServerOptions,
  resource: JsonResource,
): void {
  const { uri, name, title, description, scope } = resource;
  server.registerResource(
    name,
    uri,
    { title, description, mimeType: MIME_TYPE, scopeChallenge: challenge(scope) },
    async (_uri, context) => {
      const call = callContextOf(server, context, options.local);
      return masked(parts, call.requestId, uri, async () =>
        toContents(
          uri,
          await resource.read(toToolContext(parts.servicesFor, call, uri)),
          parts.maxResultBytes,
        ),
      );
    },
  );
}

function registerTemplate(
  server: McpServer,
  parts: ServerParts,
  options: ServerOptions,
  { template, listed }: ListedTemplate,
): void {
  const { name, title, description, scope } = template;
  server.registerResource(
    name,
    listed,
    { title, description, mimeType: MIME_TYPE, scopeChallenge: challenge(scope) },
    async ({ href }, _variables, context) => {
      const value = valueIn(template, href);
      if (value === undefined) throw new ResourceNotFoundError(href);
      const call = callContextOf(server, context, options.local);
      const tool = uriTemplateOf(template);
      return masked(parts, call.requestId, tool, async () => {
        const content = template.read(toToolContext(parts.servicesFor, call, tool), value);
        return toContents(href, await orNotFound(href, content), parts.maxResultBytes);
      });
    },
  );
}

async function orNotFound(uri: string, content: Promise<unknown>): Promise<unknown> {
  try {
    return await content;
  } catch (error) {
    if (error instanceof AwarenessError && error.code === "not_found") throw new ResourceNotFoundError(uri);
    throw error;
  }
}

function toContents(uri: string, content: unknown, maxBytes: number) {
  const text = JSON.stringify(content);
  checkAnswerSize(text, maxBytes);
  return { contents: [{ uri, mimeType: MIME_TYPE, text }] };
}
