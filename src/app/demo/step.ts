import type { AnyTool } from "../../mcp/define-tool.ts";
import type { ToolArguments } from "../local-tools.ts";

/** The clients of the person in the story. */
export const WRITERS = {
  claude: { by: "claude-desktop", client: "claude-ai" },
  cursor: { by: "cursor", client: "cursor-vscode" },
  phone: { by: "phone", client: "chatgpt" },
  monitor: { by: "home-monitor", client: "monitor-script" },
} as const;

/** Something that one of the clients did. */
export interface Step {
  /** Hours before now. */
  readonly ago: number;
  readonly by: keyof typeof WRITERS;
  readonly tool: AnyTool;
  /** May need ids of earlier steps, and times. */
  readonly args: ToolArguments | ((story: Story) => ToolArguments);
  /** Under which name later steps find the id of what was stored. */
  readonly as?: string;
}

export interface Story {
  /** Id of what an earlier step stored. */
  idOf(name: string): string;
  /** ISO 8601 time so many hours after now; negative ones lie before. */
  inHours(hours: number): string;
}

export const DAY = 24;
