import { spawn } from "node:child_process";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { DATABASE } from "../harness/database.ts";
import type { Figure } from "../harness/figure.ts";
import { makeFilledDatabase } from "../harness/load-entries.ts";
import { residentMegabytes } from "../harness/resident.ts";
import { median, summarize } from "../harness/rounds.ts";
import { copyData, startServer } from "../harness/servers.ts";
import type { Workshop } from "../harness/workshop.ts";

const STARTS = 3;
const EMPTY = ["-e", "setInterval(() => {}, 1e6)"];

export const memoryAtRest: Figure = {
  name: "memory-at-rest",
  title: "resident memory of `awareness serve --http`, 10 s after the start",
  method: "Three servers on 1,000 entries each, no request; beside them empty Node processes.",
  async measure(workshop) {
    const { quick, root } = workshop;
    const template = workshop.makeDir();
    await makeFilledDatabase(root, path.join(template, DATABASE), 1_000);
    const servers = await Promise.all(
      Array.from({ length: STARTS }, () => startServer(workshop, { dataDir: copyData(workshop, template) })),
    );
    const empty = Array.from({ length: STARTS }, () => startEmpty(workshop));
    await sleep(quick ? 200 : 10_000);
    const own = servers.map(({ pid }) => residentMegabytes(pid));
    return [
      {
        label: "HTTP server",
        ...summarize(own),
        unit: "MB",
        bound: { better: "less", floor: 110, aim: 80 },
        note: `an empty Node process has ${median(empty.map(residentMegabytes)).toFixed(0)} MB`,
      },
    ];
  },
};

function startEmpty(workshop: Workshop): number {
  return workshop.adopt(spawn(process.execPath, EMPTY, { stdio: "ignore" })).pid ?? 0;
}
