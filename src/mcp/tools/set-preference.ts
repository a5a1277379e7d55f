import { z } from "zod";
import { setPreference as storePreference } from "../../domain/entries/set-preference.ts";
import { LIMITS } from "../../domain/limits.ts";
import { defineTool, HINTS } from "../define-tool.ts";
import { fields, results } from "../fields.ts";

export const setPreference = defineTool({
  name: "set_preference",
  title: "Set preference",
  description: "Store how the user wants things; replaces the value of the same key and scope.",
  toolset: "knowledge",
  scope: "memory:write",
  hints: HINTS.edit,
  input: () =>
    z.strictObject({
      key: z.string().min(1).max(LIMITS.preferenceKeyChars),
      value: z.string().max(LIMITS.preferenceValueChars),
      scope: fields.source().default("global"),
    }),
  output: () => z.looseObject({ status: results.ok(), id: z.string(), key: z.string(), scope: z.string() }),
  handler: async (input, { services, caller }) => ({
    status: "ok",
    ...(await storePreference(services, caller, input)),
  }),
});
