import type { Environment, Flags } from "../../src/config/given.ts";
import { type Platform, parseConfig } from "../../src/config/parse.ts";

export const PLATFORM: Platform = {
  cwd: "/work/here",
  home: "/home/ada",
  userName: "ada",
  dataDir: "/home/ada/.local/share/awareness",
  readFile: () => {
    throw Object.assign(new Error("no such file"), { code: "ENOENT" });
  },
};

export const GOOD_SECRET = "0123456789abcdef0123456789abcdef";

export function parse(env: Environment = {}, flags: Flags = {}, platform: Partial<Platform> = {}) {
  return parseConfig(env, flags, { ...PLATFORM, ...platform });
}

/** The message with which parsing ends. */
export function refusal(
  env: Environment = {},
  flags: Flags = {},
  platform: Partial<Platform> = {},
): { readonly message: string; readonly usage: boolean } {
  try {
    parse(env, flags, platform);
  } catch (error) {
    return error as { message: string; usage: boolean };
  }
  throw new Error("expected a refusal");
}
