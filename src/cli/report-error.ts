import { CommanderError } from "commander";
import { ConfigError } from "../config/config-error.ts";
import { AwarenessError } from "../domain/errors.ts";
import { CliError } from "./cli-error.ts";
import type { CliContext } from "./context.ts";

export interface Report {
  readonly exitCode: 0 | 1 | 2;
  /** One line, or none. */
  readonly line: string | undefined;
}

/** Turns whatever ended a command into an exit code and one line with the remedy. */
export function reportError(error: unknown): Report {
  if (error instanceof CommanderError) return fromCommander(error);
  if (error instanceof CliError) {
    return { exitCode: error.exitCode, line: error.message === "" ? undefined : oneLine(error.message) };
  }
  if (error instanceof ConfigError) return { exitCode: error.usage ? 2 : 1, line: oneLine(error.message) };
  if (error instanceof AwarenessError) return fromAwareness(error);
  const reason = error instanceof Error ? error.message : String(error);
  return { exitCode: 1, line: `${oneLine(reason)} (unexpected; --debug shows where)` };
}

/** Says on stderr what ended a command, in one line, with the stack when asked to; answers the exit code. */
export function reportFailure(error: unknown, context: CliContext, debug: boolean): number {
  const { exitCode, line } = reportError(error);
  if (line !== undefined) context.stderr.write(`awareness: ${line}\n`);
  if (exitCode !== 0 && debug && error instanceof Error) {
    context.stderr.write(`${error.stack}\n${error.cause instanceof Error ? `${error.cause.stack}\n` : ""}`);
  }
  return exitCode;
}

/** Help and version end a command too; only the rest is an error, and always one of usage. */
function fromCommander(error: CommanderError): Report {
  if (error.exitCode === 0) return { exitCode: 0, line: undefined };
  if (error.code === "commander.help") return { exitCode: 2, line: undefined };
  const reason = oneLine(error.message.replace(/^error: /, ""));
  return { exitCode: 2, line: `${reason}${/[.?)]$/.test(reason) ? "" : "."} --help shows what is accepted.` };
}

function fromAwareness(error: AwarenessError): Report {
  if (error.code === "secret_found") {
    return { exitCode: 1, line: error.message.replace("allow_secret: true", "--allow-secret") };
  }
  if (error.code !== "invalid_parameter") return { exitCode: 1, line: oneLine(error.message) };
  const { param } = error.details;
  return { exitCode: 2, line: oneLine(param === undefined ? error.message : `--${param}: ${error.message}`) };
}

function oneLine(text: string): string {
  return text.replace(/\s*[\r\n]+\s*/g, " ").trim();
}
