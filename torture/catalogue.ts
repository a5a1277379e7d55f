import type { Fault } from "./fault.ts";
import { corruption } from "./faults/corruption.ts";
import { diskFull } from "./faults/disk-full.ts";
import { killProcesses } from "./faults/kill-processes.ts";
import { killedMigrations } from "./faults/killed-migrations.ts";
import { killedNodes } from "./faults/killed-nodes.ts";
import { powerLoss } from "./faults/power-loss.ts";
import { readOnly } from "./faults/read-only.ts";
import { rollingRestart } from "./faults/rolling-restart.ts";
import { versionSkew } from "./faults/version-skew.ts";
import { walGrowth } from "./faults/wal-growth.ts";

/** All faults, in the order in which they run. */
export const CATALOGUE: readonly Fault[] = [
  killProcesses,
  powerLoss,
  diskFull,
  readOnly,
  corruption,
  versionSkew,
  rollingRestart,
  killedNodes,
  killedMigrations,
  walGrowth,
];
