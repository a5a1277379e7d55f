import { awareness } from "./awareness.ts";
import type { Contestant } from "./contestant.ts";
import { memoryKeeper } from "./memory-keeper.ts";
import { memoryLibsql } from "./memory-libsql.ts";
import { serverMemory } from "./server-memory.ts";

/** The one whose numbers the others' are divided by. */
export const OURS = awareness;

export const PEERS: readonly Contestant[] = [serverMemory, memoryLibsql, memoryKeeper];

export const CONTESTANTS: readonly Contestant[] = [OURS, ...PEERS];
