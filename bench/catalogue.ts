import { auth } from "./figures/auth.ts";
import { briefing } from "./figures/briefing.ts";
import { bytesPerEntry } from "./figures/bytes-per-entry.ts";
import { durableRemember } from "./figures/durable-remember.ts";
import { growth } from "./figures/growth.ts";
import { httpCalls } from "./figures/http-calls.ts";
import { httpStart } from "./figures/http-start.ts";
import { limits } from "./figures/limits.ts";
import { memoryAtRest } from "./figures/memory-at-rest.ts";
import { memoryUnderLoad } from "./figures/memory-under-load.ts";
import { millionEntries } from "./figures/million-entries.ts";
import { mixedLoad } from "./figures/mixed-load.ts";
import { nodes } from "./figures/nodes.ts";
import { peers } from "./figures/peers.ts";
import { postgres } from "./figures/postgres.ts";
import { postgresMillion, postgresReads } from "./figures/postgres-million.ts";
import { refusalTiming } from "./figures/refusal-timing.ts";
import { search } from "./figures/search.ts";
import { searchMemory } from "./figures/search-memory.ts";
import { searchWrites } from "./figures/search-writes.ts";
import { stdioStart } from "./figures/stdio-start.ts";
import { storeOperations } from "./figures/store-operations.ts";
import { tokenCost } from "./figures/token-cost.ts";
import { undo } from "./figures/undo.ts";
import type { Figure } from "./harness/figure.ts";

/** All figures, in the order in which they are measured. */
export const FIGURES: readonly Figure[] = [
  httpCalls,
  mixedLoad,
  storeOperations,
  durableRemember,
  growth,
  millionEntries,
  briefing,
  stdioStart,
  httpStart,
  tokenCost,
  memoryAtRest,
  memoryUnderLoad,
  refusalTiming,
  limits,
  auth,
  search,
  searchWrites,
  searchMemory,
  bytesPerEntry,
  undo,
  postgres,
  nodes,
  postgresReads,
  postgresMillion,
  peers,
];
