import { existsSync, rmSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLedger } from "./ledger.ts";
import { type CrashReport, crash } from "./powerloss/crash.ts";
import { record, type SyncMode } from "./powerloss/record.ts";
import type { Random } from "./random.ts";

export interface PowerLossOptions {
  readonly root: string;
  readonly mode: SyncMode;
  readonly random: Random;
  readonly notes: number;
  readonly points: number;
  readonly serveEvery: number;
}

export interface PowerLossReport extends CrashReport {
  readonly mode: SyncMode;
  readonly steps: number;
  readonly syncs: number;
  readonly notes: number;
}

/** Records one server's life and cuts its power at many points. */
export async function runPowerLoss(options: PowerLossOptions): Promise<PowerLossReport> {
  const { root, mode, random, notes, points, serveEvery } = options;
  // Images are made and thrown away by the hundred: in memory where that is possible.
  const base = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
  const workDir = await mkdtemp(join(base, "awareness-power-"));
  const removeAtExit = () => rmSync(workDir, { recursive: true, force: true });
  process.once("exit", removeAtExit);
  try {
    const dataDir = join(workDir, "data");
    await mkdir(dataDir, { mode: 0o700 });
    const ledger = createLedger(join(workDir, "acked.log"), random);
    const launch = { dataDir, root };
    const recording = await record({ launch, mode, ledger, notes, workDir });
    const report = await crash({ recording, random, points, serveEvery, launch, workDir });
    const syncs = recording.steps.filter(({ kind }) => kind === "sync").length;
    return { ...report, mode, steps: recording.steps.length, syncs, notes };
  } finally {
    await rm(workDir, { recursive: true, force: true });
    process.off("exit", removeAtExit);
  }
}
