import type { Scope } from "../../domain/principal.ts";
import type { ToolContext } from "../define-tool.ts";

/** A resource with a fixed URI whose content is JSON; it runs the same use case as its tool twin. */
export interface JsonResource {
  readonly uri: string;
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly scope: Scope;
  read(context: ToolContext): Promise<unknown>;
}
