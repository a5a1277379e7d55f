import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { build } from "esbuild";
import { atEndOfFile } from "../test/helpers/end-of-file.ts";
import { TORTURE } from "./paths.ts";

/** What a driver does when it is asked to, by name. */
export type Orders = Readonly<Record<string, (order: never) => Promise<unknown>>>;

/** A process of its own that loads or attacks a server, so that neither waits for the other. */
export interface Driver<Work extends Orders> {
  /** @throws Error of the driver, or when it ends before it has answered. */
  ask<Name extends keyof Work & string>(
    name: Name,
    order: Parameters<Work[Name]>[0],
  ): Promise<Awaited<ReturnType<Work[Name]>>>;
  close(): Promise<void>;
}

interface Reply {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: string;
}

/** Bundles `drivers/<name>.ts` into `folder` and starts it; it ends with this process. */
export async function startDriver<Work extends Orders>(name: string, folder: string): Promise<Driver<Work>> {
  const outfile = join(folder, `${name}.mjs`);
  await build({
    entryPoints: [join(TORTURE, "drivers", `${name}.ts`)],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    logLevel: "error",
  });
  const child = fork(outfile, { execArgv: [] });
  const waiting = new Map<number, { resolve(value: never): void; reject(error: Error): void }>();
  let last = 0;
  child.on("message", ({ id, result, error }: Reply) => {
    const asked = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) asked?.resolve(result as never);
    else asked?.reject(new Error(`${name}: ${error}`));
  });
  const ended = once(child, "close");
  void ended.then(() => {
    for (const { reject } of waiting.values()) reject(new Error(`The driver ${name} has ended.`));
    waiting.clear();
  });
  const close = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
    await ended;
  };
  atEndOfFile(close);
  return {
    ask: (order, given) =>
      new Promise((resolve, reject) => {
        last += 1;
        waiting.set(last, { resolve, reject });
        child.send({ id: last, name: order, given });
      }),
    close,
  };
}
