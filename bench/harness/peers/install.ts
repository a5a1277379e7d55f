import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Program } from "../stdio-session.ts";
import type { Workshop } from "../workshop.ts";

const STAMP = ".installed-for";
const FOLDER = ["bench", "peers"];

/** A peer's program on a folder of data; nothing of the caller's own settings gets in. */
export function peerProgram(
  { root }: Workshop,
  script: string,
  dataDir: string,
  env: Readonly<Record<string, string>>,
): Program {
  const { PATH = "" } = process.env;
  const args = [path.join(root, ...FOLDER, "node_modules", script)];
  return { args, env: { PATH, HOME: dataDir, ...env }, cwd: dataDir };
}

/**
 * Installs the peers as their lockfile has them, unless that has been done for this version of Node; from then on they
 * lie beside the lockfile. Only `better-sqlite3` of them has an install script, which fetches or compiles it.
 * @throws Error when npm fails.
 */
export async function installPeers({ root, adopt, say }: Workshop): Promise<void> {
  const folder = path.join(root, ...FOLDER);
  const stamp = path.join(folder, "node_modules", STAMP);
  const wanted = `${process.versions.modules}\n${readFileSync(path.join(folder, "package-lock.json"), "utf8")}`;
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  say("peers: npm ci in bench/peers, which may have to compile better-sqlite3 for some minutes");
  const args = ["ci", "--no-audit", "--no-fund", "--prefix", folder];
  const child = adopt(spawn("npm", args, { cwd: folder, env: npmEnvironment(), stdio: ["ignore", 2, 2] }));
  const [code, signal] = await once(child, "close");
  if (code !== 0) throw new Error(`npm ci in ${folder} ended with ${code ?? signal}; run it there by hand`);
  writeFileSync(stamp, wanted);
}

/** Headers of Node that are already here spare node-gyp a download. */
function npmEnvironment(): NodeJS.ProcessEnv {
  const { npm_config_local_prefix: _, ...env } = process.env;
  if (env.npm_config_nodedir !== undefined) return env;
  const [major] = process.versions.node.split(".");
  const found = [path.resolve(process.execPath, "..", ".."), "/usr/local", "/usr"].find((prefix) => {
    const file = path.join(prefix, "include", "node", "node_version.h");
    return existsSync(file) && readFileSync(file, "utf8").includes(`#define NODE_MAJOR_VERSION ${major}\n`);
  });
  return found === undefined ? env : { ...env, npm_config_nodedir: found };
}
