import type { Fault } from "../fault.ts";
import { runNodes } from "../nodes.ts";

export const rollingRestart: Fault = {
  id: "F23",
  name: "rolling-restart",
  title: "two nodes behind a balancer are restarted in turn under load of every client: no request may fail",
  leastMs: 15_000,
  weight: 5,
  run: ({ root, folder, random, budgetMs }) =>
    runNodes({ root, folder, random, durationMs: budgetMs, signal: "SIGTERM" }),
};
