import { defineTool, HINTS } from "../define-tool.ts";
import { search } from "./search.ts";

export const semanticSearch = defineTool({
  name: "semantic_search",
  title: "Semantic search",
  description: "Deprecated: the same as search.",
  toolset: "knowledge",
  scope: "memory:read",
  hints: HINTS.read,
  input: () => search.input,
  output: () => search.output,
  handler: (input, { services, caller }) =>
    search.handler(input, {
      services,
      caller: { ...caller, author: { ...caller.author, tool: search.name } },
    }),
});
