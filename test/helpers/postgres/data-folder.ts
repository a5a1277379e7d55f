import { createHash } from "node:crypto";
import { lstat, rename } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { runTool, type Tools } from "./tools.ts";

const INITDB = ["--no-sync", "--encoding=UTF8", "--locale=C", "--username=postgres", "--auth=trust"];

/** An archive, not a folder: what cleans old files out of the temporary folder takes it whole or not at all. */
async function archivePath(tools: Tools): Promise<string> {
  const version = await runTool(tools, "postgres", ["--version"]);
  const key = createHash("sha256").update([version, tools.binDir, ...INITDB].join("\n"));
  return join(tmpdir(), `awareness-postgres-${owner(tools)}-${key.digest("hex").slice(0, 12)}.tar`);
}

const owner = (tools: Tools) => tools.account?.uid ?? process.getuid?.();

/** The temporary folder is everybody's: only a file of our own is trusted. */
async function isOurs(tools: Tools, path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined);
  return found?.isFile() === true && found.uid === owner(tools);
}

/** Makes `folder`, which must not exist yet, the data of an empty cluster with the superuser `postgres`. */
export async function makeDataFolder(tools: Tools, folder: string): Promise<void> {
  const [parent, name] = [join(folder, ".."), basename(folder)];
  if (name !== "data") throw new Error("The archived data folder is named data.");
  const archive = await archivePath(tools);
  if (await isOurs(tools, archive)) {
    await runTool(tools, "/usr/bin/env", ["tar", "-xpf", archive, "-C", parent]);
    return;
  }
  await runTool(tools, "initdb", [...INITDB, "-D", folder]);
  // Runs at the same time each write a file of their own: the last rename wins, and all are alike.
  const fresh = join(parent, "template.tar");
  await runTool(tools, "/usr/bin/env", ["tar", "-cf", fresh, "-C", parent, name]);
  await rename(fresh, archive);
}
