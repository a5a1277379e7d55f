import type { Readable, Writable } from "node:stream";
import type { Environment } from "../config/given.ts";
import type { Platform } from "../config/parse.ts";

/** What a command sees of its process. */
export interface CliContext {
  readonly env: Environment;
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable & { readonly isTTY?: boolean };
  /** Asked for only by commands that need a configuration. */
  readPlatform(): Platform;
  readonly packageRoot: string;
  readonly version: string;
}

/** Options that every command has. */
export interface CommonOptions {
  readonly debug?: boolean;
}

export function printLine(context: CliContext, text: string): void {
  context.stdout.write(`${text}\n`);
}

/** Indented, as a person reads it. */
export function printJson(context: CliContext, value: unknown): void {
  printLine(context, JSON.stringify(value, undefined, 2));
}
