import { fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import type { LoadOrder, LoadResult } from "./load-order.ts";
import { cpuSeconds, type RunningServer } from "./servers.ts";
import type { Workshop } from "./workshop.ts";

/** What one stretch of load showed. */
export interface Stretch {
  /** Answers a second. */
  readonly rate: number;
  /** Server CPU per answer, microseconds; `undefined` where the system does not say. */
  readonly cpuMicros: number | undefined;
}

/** A client process of its own, with keep-alive connections. */
export interface LoadClient {
  run(server: RunningServer, order: Omit<LoadOrder, "port" | "connections">): Promise<Stretch>;
}

const CONNECTIONS = 8;

export function startLoadClient(workshop: Workshop): LoadClient {
  const child = workshop.adopt(fork(path.join(workshop.folder, "load-client.js"), { execArgv: [] }));
  return {
    async run(server, order) {
      const before = cpuSeconds(server.pid);
      child.send({ ...order, port: server.port, connections: CONNECTIONS });
      const [result] = (await once(child, "message")) as [LoadResult | { readonly error: string }];
      if ("error" in result) throw new Error(result.error);
      const after = cpuSeconds(server.pid);
      const cpuMicros =
        before === undefined || after === undefined ? undefined : ((after - before) * 1e6) / result.answers;
      return { rate: result.rate, cpuMicros };
    },
  };
}
