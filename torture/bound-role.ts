import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Cluster } from "../test/helpers/postgres/cluster.ts";
import { type Environment, runToEnd } from "./program.ts";

/**
 * Makes the schema and the role that row-level security binds, as docs/postgres.md tells operators to; answers the settings of
 * servers of the program in `root` that connect as that role, and would not start as another.
 * @throws Error with what the command said when it fails.
 */
export async function bindToRole(cluster: Cluster, root: string): Promise<Environment> {
  const dataDir = await mkdtemp(join(tmpdir(), "awareness-role-"));
  try {
    const launch = { root, dataDir, env: { AWARENESS_DATABASE_URL: cluster.adminUrl } };
    const { end, stdout, stderr } = await runToEnd(launch, ["migrate", "--create-roles", "--json"]);
    if (end !== 0) throw new Error(`The role was not made: ${stderr}`);
    return { AWARENESS_DATABASE_URL: JSON.parse(stdout).url, AWARENESS_DATABASE_STRICT: "true" };
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}
