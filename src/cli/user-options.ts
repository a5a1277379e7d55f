import type { Config } from "../config/config.ts";
import { AwarenessError } from "../domain/errors.ts";
import { CliError } from "./cli-error.ts";
import type { CliContext, CommonOptions } from "./context.ts";
import { readConfig } from "./read-config.ts";

/** Options of every command on users. */
export interface UserOptions extends CommonOptions {
  readonly database?: string;
  readonly json?: boolean;
}

export const DATABASE = [
  "--database <url>",
  "sqlite:PATH or postgres://…, in place of AWARENESS_DATABASE_URL",
] as const;

export const USER_ID = [
  "<id>",
  "the user's id: the owner of the entries, and the --user of awareness token",
] as const;

export function readUserConfig(context: CliContext, { database }: UserOptions): Config {
  return readConfig(context, database === undefined ? {} : { database });
}

/** The id is no option, so that an error about it must not look like one. */
export async function aboutUser<Value>(work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    const isId = error instanceof AwarenessError && error.details.param === "id";
    throw isId && error.code === "invalid_parameter"
      ? new CliError(2, `This cannot be an id: ${error.message}`, error)
      : error;
  }
}
