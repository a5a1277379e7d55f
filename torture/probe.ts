import { once } from "node:events";
import { connect } from "node:net";
import { join } from "node:path";

/** Memory of a server after a forced collection, bytes. */
export interface Memory {
  readonly rss: number;
  readonly heapUsed: number;
  readonly external: number;
}

/** Delay of a server's event loop since the last look, ms: how much later than asked a timer of 10 ms fired. */
export interface LoopDelay {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  readonly samples: number;
}

/** Looks into a server from within, over a socket of its own, so that the looking is no request. */
export interface Probe {
  /** What the server must be started with. */
  readonly nodeArgs: readonly string[];
  memory(): Promise<Memory>;
  loopDelay(): Promise<LoopDelay>;
  /** Names of all members of the prototypes that every object, list, text, number and function has. */
  prototypes(): Promise<string>;
}

const STEP_MS = 10;

/** Runs in the server first. Everything in it is unreferenced: it keeps no process alive. */
const PRELOAD = `
import { createServer } from "node:net";
import { monitorEventLoopDelay } from "node:perf_hooks";
const delay = monitorEventLoopDelay({ resolution: ${STEP_MS} });
delay.enable();
const ms = (ns) => Math.max(0, ns / 1e6 - ${STEP_MS});
const looks = {
  memory() {
    globalThis.gc();
    globalThis.gc();
    const { rss, heapUsed, external } = process.memoryUsage();
    return { rss, heapUsed, external };
  },
  prototypes() {
    const all = [Object, Array, String, Number, Boolean, Function, Map, Promise];
    return all.map(({ prototype }) => Reflect.ownKeys(prototype).map(String).join()).join(";");
  },
  delay() {
    const found = {
      p50: ms(delay.percentile(50)), p99: ms(delay.percentile(99)), max: ms(delay.max), samples: delay.count,
    };
    delay.reset();
    return found;
  },
};
createServer((socket) => {
  socket.unref();
  socket.on("error", () => {}).on("data", (name) => socket.end(JSON.stringify(looks[name]())));
}).listen(PATH).unref();
`;

/** A probe for one server; its socket lies in `folder`, under `name`. */
export function createProbe(folder: string, name = "probe"): Probe {
  const path = join(folder, `${name}.sock`);
  const preload = PRELOAD.replace("PATH", JSON.stringify(path));
  const ask = async (what: string) => {
    const socket = connect(path);
    await once(socket, "connect");
    socket.write(what);
    let text = "";
    for await (const bytes of socket) text += String(bytes);
    return JSON.parse(text);
  };
  return {
    nodeArgs: ["--expose-gc", "--import", `data:text/javascript,${encodeURIComponent(preload)}`],
    memory: () => ask("memory"),
    loopDelay: () => ask("delay"),
    prototypes: () => ask("prototypes"),
  };
}
