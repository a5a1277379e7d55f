import type { Config } from "../config/config.ts";
import type { Flags } from "../config/given.ts";
import { parseConfig } from "../config/parse.ts";
import type { CliContext } from "./context.ts";

export function readConfig(context: CliContext, flags: Flags = {}): Config {
  return parseConfig(context.env, flags, context.readPlatform());
}
