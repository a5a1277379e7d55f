import { setTimeout as delay } from "node:timers/promises";
import {
  type CallToolResult,
  completable,
  type McpServer,
  ResourceTemplate,
} from "@modelcontextprotocol/server";
import { z } from "zod";

/** A red dot. */
const PNG =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==";
/** No samples at all. */
const WAV = "UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA=";

const text = (value: string) => ({ type: "text" as const, text: value });
const image = { type: "image" as const, data: PNG, mimeType: "image/png" };

type Content = CallToolResult["content"];
const reply = (content: Content): CallToolResult => ({ content });

/** Tools that return each kind of content, log, report progress and fail. */
export function addPlainTools(server: McpServer): void {
  const tool = (name: string, description: string, content: () => Content) =>
    server.registerTool(name, { description }, () => reply(content()));

  tool("test_simple_text", "Returns a text", () => [text("This is a simple text response for testing.")]);
  tool("test_image_content", "Returns an image", () => [image]);
  tool("test_audio_content", "Returns audio", () => [{ type: "audio", data: WAV, mimeType: "audio/wav" }]);
  tool("test_embedded_resource", "Returns an embedded resource", () => [
    {
      type: "resource",
      resource: {
        uri: "test://embedded-resource",
        mimeType: "text/plain",
        text: "This is an embedded resource content.",
      },
    },
  ]);
  tool("test_multiple_content_types", "Returns several kinds of content", () => [
    text("Multiple content types test:"),
    image,
    {
      type: "resource",
      resource: {
        uri: "test://mixed-content-resource",
        mimeType: "application/json",
        text: JSON.stringify({ test: "data", value: 123 }),
      },
    },
  ]);
  tool("test_error_handling", "Always fails", () => {
    throw new Error("This tool intentionally returns an error for testing");
  });
}

/** Tools that send notifications while they run. */
export function addTalkingTools(server: McpServer): void {
  server.registerTool("test_tool_with_logging", { description: "Logs while it runs" }, async (ctx) => {
    await ctx.mcpReq.log("info", "Tool execution started");
    await delay(50);
    await ctx.mcpReq.log("info", "Tool processing data");
    await delay(50);
    await ctx.mcpReq.log("info", "Tool execution completed");
    return reply([text("logged")]);
  });
  server.registerTool("test_logging_tool", { description: "Logs one message" }, async (ctx) => {
    await ctx.mcpReq.log("info", "a message");
    return reply([text("logged")]);
  });
  server.registerTool("test_tool_with_progress", { description: "Reports its progress" }, async (ctx) => {
    const progressToken = ctx.mcpReq._meta?.progressToken;
    for (const progress of [0, 50, 100]) {
      if (progressToken !== undefined) {
        await ctx.mcpReq.notify({
          method: "notifications/progress",
          params: { progressToken, progress, total: 100 },
        });
      }
      await delay(50);
    }
    return reply([text("done")]);
  });
}

export function addResources(server: McpServer): void {
  const described = { description: "A resource of the protocol tests" };
  server.registerResource(
    "static-text",
    "test://static-text",
    { ...described, mimeType: "text/plain" },
    (uri) => ({
      contents: [
        { uri: uri.href, mimeType: "text/plain", text: "This is the content of the static text resource." },
      ],
    }),
  );
  server.registerResource(
    "static-binary",
    "test://static-binary",
    { ...described, mimeType: "image/png" },
    (uri) => ({
      contents: [{ uri: uri.href, mimeType: "image/png", blob: PNG }],
    }),
  );
  server.registerResource(
    "watched-resource",
    "test://watched-resource",
    { ...described, mimeType: "text/plain" },
    (uri) => ({
      contents: [{ uri: uri.href, mimeType: "text/plain", text: "watched" }],
    }),
  );
  server.registerResource(
    "template",
    new ResourceTemplate("test://template/{id}/data", { list: undefined }),
    { ...described, mimeType: "application/json" },
    (uri, { id }) => ({
      contents: [
        {
          uri: uri.href,
          mimeType: "application/json",
          text: JSON.stringify({ id, templateTest: true, data: `Data for ID: ${id}` }),
        },
      ],
    }),
  );
}

export function addPrompts(server: McpServer): void {
  const user = <Part>(content: Part) => ({ role: "user" as const, content });
  server.registerPrompt("test_simple_prompt", { description: "Without arguments" }, () => ({
    messages: [user(text("This is a simple prompt for testing."))],
  }));
  server.registerPrompt(
    "test_prompt_with_arguments",
    {
      description: "With two arguments",
      argsSchema: z.object({
        arg1: completable(z.string(), (typed) =>
          ["paris", "park", "party"].filter((word) => word.startsWith(typed)),
        ),
        arg2: z.string(),
      }),
    },
    ({ arg1, arg2 }) => ({
      messages: [user(text(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`))],
    }),
  );
  server.registerPrompt(
    "test_prompt_with_embedded_resource",
    { description: "With a resource", argsSchema: z.object({ resourceUri: z.string() }) },
    ({ resourceUri: uri }) => ({
      messages: [
        user({
          type: "resource" as const,
          resource: { uri, mimeType: "text/plain", text: "Embedded resource content for testing." },
        }),
        user(text("Please process the embedded resource above.")),
      ],
    }),
  );
  server.registerPrompt("test_prompt_with_image", { description: "With an image" }, () => ({
    messages: [user(image), user(text("Please analyze the image above."))],
  }));
}
