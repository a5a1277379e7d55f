import { jsonReply, type Reply } from "./exchange.ts";
import type { HttpLimits } from "./limits.ts";
import type { Handler } from "./pipeline.ts";
import type { ReadyWatchers } from "./ready-watchers.ts";

export interface ReadyDeps {
  readonly limits: Pick<HttpLimits, "readyTimeoutMs">;
  /** Resolves when requests can be served. */
  ready(): Promise<void>;
  isClosing(): boolean;
  readonly watchers: ReadyWatchers;
}

/** Says whether a balancer should send requests here: 200, or 503 with a word about why not. */
export function createReadyRoute({ limits, ready, isClosing, watchers }: ReadyDeps): Handler {
  return async function readiness({ peerAddress }) {
    const isReady = isClosing() || (await settlesWithin(ready(), limits.readyTimeoutMs));
    watchers.asked(peerAddress, isClosing());
    if (isClosing()) return notReady("stopping");
    return isReady ? jsonReply(200, { status: "ready" }) : notReady("unavailable");
  };
}

function notReady(status: string): Reply {
  return jsonReply(503, { status }, { "retry-after": "1" });
}

async function settlesWithin(work: Promise<void>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  const done = work.then(
    () => true,
    () => false,
  );
  try {
    return await Promise.race([done, late]);
  } finally {
    clearTimeout(timer);
  }
}
