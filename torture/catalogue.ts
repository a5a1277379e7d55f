import type { Fault } from "./fault.ts";
import { embeddingsDown } from "./faults/embeddings-down.ts";
import { eventLoop } from "./faults/event-loop.ts";
import { fuzz } from "./faults/fuzz.ts";
import { killProcesses } from "./faults/kill-processes.ts";
import { killedNodes } from "./faults/killed-nodes.ts";
import { nesting } from "./faults/nesting.ts";
import { powerLoss } from "./faults/power-loss.ts";
import { rollingRestart } from "./faults/rolling-restart.ts";
import { soak } from "./faults/soak.ts";
import { unicode } from "./faults/unicode.ts";

/** All faults, in the order in which they run. */
export const CATALOGUE: readonly Fault[] = [
  killProcesses,
  powerLoss,
  fuzz,
  nesting,
  unicode,
  rollingRestart,
  killedNodes,
  soak,
  eventLoop,
  embeddingsDown,
];
