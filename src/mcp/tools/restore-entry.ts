import { z } from "zod";
import { restoreEntries } from "../../domain/entries/restore-entries.ts";
import { defineTool, HINTS } from "../define-tool.ts";
import { fields, results } from "../fields.ts";

export const restoreEntry = defineTool({
  name: "restore_entry",
  title: "Restore entry",
  description: "Restore from the trash: entry_id, or all with all these tags.",
  toolset: "core",
  scope: "memory:write",
  hints: HINTS.restore,
  storesNoText: true,
  input: () => z.strictObject({ entry_id: fields.idOrEmpty(), tags: fields.tags().optional() }),
  output: () => z.looseObject({ status: results.ok(), restored: z.int() }),
  handler: (input, { services, caller }) => restoreEntries(services, caller, input),
});
