import type { Fault } from "../fault.ts";
import { runNodes } from "../nodes.ts";

export const killedNodes: Fault = {
  id: "F24",
  name: "killed-nodes",
  title:
    "two nodes behind a balancer are killed in turn: only what was under way there fails, sessions go on elsewhere",
  leastMs: 15_000,
  weight: 2,
  run: ({ root, folder, random, budgetMs }) =>
    runNodes({ root, folder, random, durationMs: budgetMs, signal: "SIGKILL" }),
};
