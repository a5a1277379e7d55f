import type { Scope } from "../../domain/principal.ts";
import type { ToolContext } from "../define-tool.ts";

/** A prompt that answers one Markdown text in the user's role. */
export interface Prompt {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly scope: Scope;
  render(context: ToolContext): Promise<string>;
}
