import { once } from "node:events";
import { connect } from "node:net";
import { join } from "node:path";

/** Memory of a server after a forced collection, bytes, and what it has used of the processors. */
export interface Memory {
  readonly rss: number;
  readonly heapUsed: number;
  readonly external: number;
  /** Processor time of the process so far, ms. */
  readonly cpuMs: number;
}

/** Delay of a server's event loop since the last look, ms: how much later than asked a timer of 10 ms fired. */
export interface LoopDelay {
  /** As Node's own monitor has it. */
  readonly p99: number;
  /** Without the time in which the processors were given to others; see `starvedMs`. */
  readonly ownP99: number;
  readonly ownMax: number;
  readonly samples: number;
}

/** Looks into a server from within, over a socket of its own, so that the looking is no request. */
export interface Probe {
  /** What the server must be started with. */
  readonly nodeArgs: readonly string[];
  memory(): Promise<Memory>;
  /** The first look begins the measuring, whose samples would otherwise pass for growth of the server's memory. */
  loopDelay(): Promise<LoopDelay>;
  /** Names of all members of the prototypes that every object, list, text, number and function has. */
  prototypes(): Promise<string>;
}

const STEP_MS = 10;

/** Runs in the server first. Everything in it is unreferenced: it keeps no process alive. */
const PRELOAD = `
import { createServer } from "node:net";
import { readFileSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";
const delay = monitorEventLoopDelay({ resolution: ${STEP_MS} });
const ms = (ns) => Math.max(0, ns / 1e6 - ${STEP_MS});
// Mirrors starvedMs of the harness, which cannot be imported here.
const starved = () => {
  try {
    return Number(readFileSync("/proc/self/schedstat", "utf8").split(" ")[1]) / 1e6;
  } catch {
    return 0;
  }
};
let own = [];
let isMeasuring = false;
const measure = () => {
  isMeasuring = true;
  delay.enable();
  let last = [performance.now(), starved()];
  setInterval(() => {
    const now = [performance.now(), starved()];
    own.push(Math.max(0, now[0] - last[0] - (now[1] - last[1]) - ${STEP_MS}));
    last = now;
  }, ${STEP_MS}).unref();
};
const looks = {
  memory() {
    globalThis.gc();
    globalThis.gc();
    const { rss, heapUsed, external } = process.memoryUsage();
    const { user, system } = process.cpuUsage();
    return { rss, heapUsed, external, cpuMs: (user + system) / 1000 };
  },
  prototypes() {
    const all = [Object, Array, String, Number, Boolean, Function, Map, Promise];
    return all.map(({ prototype }) => Reflect.ownKeys(prototype).map(String).join()).join(";");
  },
  delay() {
    if (!isMeasuring) measure();
    own.sort((a, b) => a - b);
    const found = {
      p99: ms(delay.percentile(99)),
      ownP99: own[Math.floor(own.length * 0.99)] ?? 0,
      ownMax: own.at(-1) ?? 0,
      samples: own.length,
    };
    own = [];
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
