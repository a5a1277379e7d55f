import type { Fault } from "./fault.ts";
import { backups } from "./faults/backups.ts";
import { clockJumps } from "./faults/clock-jumps.ts";
import { corruption } from "./faults/corruption.ts";
import { diskFull } from "./faults/disk-full.ts";
import { embeddingsDown } from "./faults/embeddings-down.ts";
import { eventLoop } from "./faults/event-loop.ts";
import { fuzz } from "./faults/fuzz.ts";
import { idleStreams } from "./faults/idle-streams.ts";
import { killHttp } from "./faults/kill-http.ts";
import { killProcesses } from "./faults/kill-processes.ts";
import { killedMigrations } from "./faults/killed-migrations.ts";
import { killedNodes } from "./faults/killed-nodes.ts";
import { locked } from "./faults/locked.ts";
import { manyProcesses } from "./faults/many-processes.ts";
import { nesting } from "./faults/nesting.ts";
import { oversize } from "./faults/oversize.ts";
import { poolExhaustion } from "./faults/pool-exhaustion.ts";
import { postgresCuts } from "./faults/postgres-cuts.ts";
import { postgresFailover } from "./faults/postgres-failover.ts";
import { postgresHangs } from "./faults/postgres-hangs.ts";
import { postgresRestarts } from "./faults/postgres-restarts.ts";
import { powerLoss } from "./faults/power-loss.ts";
import { readOnly } from "./faults/read-only.ts";
import { rollingRestart } from "./faults/rolling-restart.ts";
import { sessionDatabaseDown } from "./faults/session-database-down.ts";
import { sigtermDrain } from "./faults/sigterm-drain.ts";
import { slowLoris } from "./faults/slow-loris.ts";
import { soak } from "./faults/soak.ts";
import { unicode } from "./faults/unicode.ts";
import { versionSkew } from "./faults/version-skew.ts";
import { walGrowth } from "./faults/wal-growth.ts";

/** All faults, in the order in which they run: that of their numbers. */
export const CATALOGUE: readonly Fault[] = [
  killHttp,
  killProcesses,
  powerLoss,
  diskFull,
  readOnly,
  corruption,
  manyProcesses,
  versionSkew,
  postgresRestarts,
  postgresFailover,
  postgresHangs,
  poolExhaustion,
  sessionDatabaseDown,
  slowLoris,
  oversize,
  idleStreams,
  fuzz,
  nesting,
  unicode,
  clockJumps,
  sigtermDrain,
  rollingRestart,
  killedNodes,
  soak,
  eventLoop,
  backups,
  killedMigrations,
  embeddingsDown,
  walGrowth,
  locked,
  postgresCuts,
];
