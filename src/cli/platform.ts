import { readFileSync } from "node:fs";
import os from "node:os";
import envPaths from "env-paths";
import type { Platform } from "../config/parse.ts";

/** The machine this process runs on. */
export function readPlatform(): Platform {
  return {
    cwd: process.cwd(),
    home: os.homedir(),
    userName: readUserName(),
    dataDir: envPaths("awareness", { suffix: "" }).data,
    readFile: (path) => readFileSync(path, "utf8"),
  };
}

/** Empty when the system knows no name for the user, as in a container with a bare uid. */
function readUserName(): string {
  try {
    return os.userInfo().username;
  } catch {
    return "";
  }
}
