import type { RuntimeOptions } from "../../src/mcp/runtime.ts";
import { addAskingTools } from "./asking-fixtures.ts";
import { addInputTools, stateCodec } from "./input-fixtures.ts";
import { addPlainTools, addPrompts, addResources, addTalkingTools } from "./plain-fixtures.ts";

/** What the official protocol tests expect a server to have beside its own tools; no part of the product. */
export const FIXTURES: NonNullable<RuntimeOptions["extension"]> = {
  capabilities: { logging: {} },
  requestState: { verify: stateCodec.verify },
  extend(server) {
    addPlainTools(server);
    addTalkingTools(server);
    addAskingTools(server);
    addInputTools(server);
    addResources(server);
    addPrompts(server);
  },
};
