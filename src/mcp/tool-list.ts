import type { AnyTool } from "./define-tool.ts";
import { describeInput, describeOutput } from "./json-schema.ts";

/** A tool as `tools/list` answers it. */
export interface ToolListing {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly inputSchema: Readonly<Record<string, unknown>>;
  readonly annotations: Readonly<Record<string, unknown>>;
  readonly outputSchema: Readonly<Record<string, unknown>>;
}

export function toListing(tool: AnyTool): ToolListing {
  return {
    name: tool.name,
    title: tool.title,
    description: tool.description,
    inputSchema: describeInput(tool.input),
    annotations: { title: tool.title, ...tool.hints },
    outputSchema: describeOutput(tool.output),
  };
}
