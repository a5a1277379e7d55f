import { chown, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { withClient } from "./client.ts";
import { type Cluster, startCluster } from "./cluster.ts";
import { runTool } from "./tools.ts";

const NAME = "standby";

/** A second server that follows the first, which from then on answers no commit that the second does not have on its disk. */
export interface Standby {
  readonly cluster: Cluster;
  /** Makes it a server of its own, which takes writes; resolves when it does. */
  promote(): Promise<void>;
}

/**
 * Copies a running server (https://www.postgresql.org/docs/current/continuous-archiving.html#BACKUP-LOWLEVEL-BASE-BACKUP), starts
 * the copy as its standby by streaming replication, and makes it synchronous. Needs Postgres 15 or newer.
 */
export async function startStandby(primary: Cluster): Promise<Standby> {
  const cluster = await withClient(primary.adminUrl, async (admin) => {
    // Of the one that it was the standby of, when it was one itself.
    await setSynchronous(primary, "");
    await admin.query("SELECT pg_backup_start('standby', true)");
    return startCluster({
      durable: true,
      async makeData(tools, folder) {
        await runTool(tools, "/usr/bin/env", ["cp", "-a", join(primary.folder, "data"), folder]);
        const { rows } = await admin.query("SELECT labelfile FROM pg_backup_stop(false)");
        const line = `host=${primary.host} port=${primary.port} user=postgres application_name=${NAME}`;
        await rm(join(folder, "postmaster.pid"), { force: true });
        const files = {
          backup_label: rows[0].labelfile,
          "standby.signal": "",
          "postgresql.auto.conf": `primary_conninfo = '${line}'\n`,
        };
        for (const [name, text] of Object.entries(files)) {
          await writeFile(join(folder, name), text);
          if (tools.account) await chown(join(folder, name), tools.account.uid, tools.account.gid);
        }
      },
    });
  });
  try {
    await setSynchronous(primary, NAME);
    await untilSynchronous(primary);
  } catch (error) {
    await cluster.stop();
    throw error;
  }
  return {
    cluster,
    promote: () =>
      withClient(cluster.adminUrl, async (admin) => {
        const { rows } = await admin.query("SELECT pg_promote(true, 30) AS done");
        if (rows[0].done !== true) throw new Error("The standby was not promoted within 30 s");
      }),
  };
}

async function setSynchronous(cluster: Cluster, name: string): Promise<void> {
  await withClient(cluster.adminUrl, async (admin) => {
    await admin.query(`ALTER SYSTEM SET synchronous_standby_names = '${name}'`);
    await admin.query("SELECT pg_reload_conf()");
  });
}

const LIMIT_MS = 30_000;
const STATE = "SELECT sync_state FROM pg_stat_replication";

async function untilSynchronous(primary: Cluster): Promise<void> {
  await withClient(primary.adminUrl, async (admin) => {
    const giveUpAt = performance.now() + LIMIT_MS;
    while ((await admin.query(STATE)).rows[0]?.sync_state !== "sync") {
      if (performance.now() > giveUpAt) throw new Error("The standby did not follow within 30 s");
      await admin.query("SELECT pg_sleep(0.02)");
    }
  });
}
