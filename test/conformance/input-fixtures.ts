import {
  acceptedContent,
  CLIENT_CAPABILITIES_META_KEY,
  type ClientCapabilities,
  createRequestStateCodec,
  inputRequired,
  inputResponse,
  type McpServer,
  type ServerContext,
  type ToolCallback,
} from "@modelcontextprotocol/server";
import { z } from "zod";

const text = (value: string) => ({ content: [{ type: "text" as const, text: value }] });

/** Seals what a tool wants to remember between two rounds; `verify` goes into the server's options. */
export const stateCodec = createRequestStateCodec<string>({ key: "k".repeat(32) });

const nameSchema = z.object({ name: z.string() });
const askName = (message: string) => inputRequired.elicit({ message, requestedSchema: nameSchema });
const okSchema = z.object({ ok: z.boolean() });
const askOk = inputRequired.elicit({ message: "Please confirm", requestedSchema: okSchema });
const sampling = (question: string, maxTokens: number) =>
  inputRequired.createMessage({
    messages: [{ role: "user", content: { type: "text", text: question } }],
    maxTokens,
  });

/** The SDK types the envelope as empty, but hands over what the client sent. */
function capabilitiesOf(ctx: ServerContext): ClientCapabilities {
  const envelope = (ctx.mcpReq.envelope ?? {}) as Readonly<Record<string, ClientCapabilities | undefined>>;
  return envelope[CLIENT_CAPABILITIES_META_KEY] ?? {};
}

/** Tools that answer "I need input first" (2026-07-28, multi-round-trip requests). */
export function addInputTools(server: McpServer): void {
  const tool = (name: string, run: ToolCallback) =>
    server.registerTool(name, { description: "Needs input from the client" }, run);

  tool("test_input_required_result_elicitation", (ctx) => {
    const given = acceptedContent(ctx.mcpReq.inputResponses, "user_name", nameSchema);
    if (given !== undefined) return text(`Hello, ${given.name}!`);
    return inputRequired({ inputRequests: { user_name: askName("What is your name?") } });
  });
  tool("test_input_required_result_sampling", (ctx) => {
    const given = inputResponse(ctx.mcpReq.inputResponses, "capital_question");
    if (given.kind === "sampling") return text(JSON.stringify(given.result.content));
    return inputRequired({
      inputRequests: { capital_question: sampling("What is the capital of France?", 100) },
    });
  });
  tool("test_input_required_result_list_roots", (ctx) => {
    const given = inputResponse(ctx.mcpReq.inputResponses, "client_roots");
    if (given.kind === "roots") return text(given.roots.map(({ uri }) => uri).join("\n"));
    return inputRequired({ inputRequests: { client_roots: inputRequired.listRoots() } });
  });
  tool("test_input_required_result_multiple_inputs", async (ctx: ServerContext) => {
    const { inputResponses } = ctx.mcpReq;
    const kinds = ["user_name", "greeting", "client_roots"].map(
      (key) => inputResponse(inputResponses, key).kind,
    );
    if (kinds.join() === "elicit,sampling,roots") return text("All there.");
    return inputRequired({
      inputRequests: {
        user_name: askName("What is your name?"),
        greeting: sampling("Generate a greeting", 50),
        client_roots: inputRequired.listRoots(),
      },
      requestState: await stateCodec.mint("multiple"),
    });
  });
  tool("test_input_required_result_capabilities", (ctx: ServerContext) => {
    const declared = capabilitiesOf(ctx);
    return inputRequired({
      inputRequests: {
        ...(declared.elicitation && { name: askName("What is your name?") }),
        ...(declared.sampling && { question: sampling("What is your name?", 50) }),
      },
    });
  });
  tool("test_streaming_elicitation", () =>
    inputRequired({ inputRequests: { user_name: askName("What is your name?") } }),
  );
  tool("test_missing_capability", (ctx: ServerContext) => {
    if (capabilitiesOf(ctx).sampling) return text("The client can sample.");
    return inputRequired({ inputRequests: { question: sampling("Anything?", 10) } });
  });
  addStateTools(server);
  addInputPrompt(server);
}

function addStateTools(server: McpServer): void {
  const tool = (name: string, run: ToolCallback) =>
    server.registerTool(name, { description: "Needs input and remembers" }, run);

  for (const name of [
    "test_input_required_result_request_state",
    "test_input_required_result_tampered_state",
  ]) {
    tool(name, async (ctx) => {
      const confirmed = acceptedContent(ctx.mcpReq.inputResponses, "confirm", okSchema);
      if (confirmed !== undefined && ctx.mcpReq.requestState<string>() === name) return text("state-ok");
      return inputRequired({ inputRequests: { confirm: askOk }, requestState: await stateCodec.mint(name) });
    });
  }
  tool("test_input_required_result_multi_round", async (ctx: ServerContext) => {
    const { inputResponses } = ctx.mcpReq;
    const state = ctx.mcpReq.requestState<string>();
    const color = acceptedContent(inputResponses, "step2", z.object({ color: z.string() }));
    if (state?.startsWith("round 2") && color !== undefined) return text(`${state}: ${color.color}`);
    const named = acceptedContent(inputResponses, "step1", nameSchema);
    if (state === "round 1" && named !== undefined) {
      return inputRequired({
        inputRequests: {
          step2: inputRequired.elicit({
            message: "Step 2: What is your favorite color?",
            requestedSchema: z.object({ color: z.string() }),
          }),
        },
        requestState: await stateCodec.mint(`round 2 of ${named.name}`),
      });
    }
    return inputRequired({
      inputRequests: { step1: askName("Step 1: What is your name?") },
      requestState: await stateCodec.mint("round 1"),
    });
  });
}

function addInputPrompt(server: McpServer): void {
  const contextSchema = z.object({ context: z.string() });
  server.registerPrompt("test_input_required_result_prompt", { description: "Needs input" }, (ctx) => {
    const given = acceptedContent(ctx.mcpReq.inputResponses, "user_context", contextSchema);
    if (given !== undefined) {
      return { messages: [{ role: "user", content: { type: "text", text: given.context } }] };
    }
    return inputRequired({
      inputRequests: {
        user_context: inputRequired.elicit({
          message: "What context should the prompt use?",
          requestedSchema: contextSchema,
        }),
      },
    });
  });
}
