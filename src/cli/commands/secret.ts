import type { Command } from "commander";
import { type CliContext, printLine } from "../context.ts";
import { defineCommand } from "../define-command.ts";

export function secretCommand(context: CliContext): Command {
  return defineCommand({
    name: "secret",
    summary: "Print a fresh signing secret.",
    details:
      "256 random bits as URL-safe base64, for AWARENESS_JWT_SECRET or the file of AWARENESS_JWT_SECRET_FILE.",
    examples: ["awareness secret > jwt-secret"],
  }).action(async () => {
    const { createSecret } = await import("../../app/tokens.ts");
    printLine(context, createSecret());
  });
}
