import type { Pool, PoolClient } from "pg";
import { AwarenessError } from "../../domain/errors.ts";
import { connectOnce } from "./once.ts";

/** How long a statement may stay without an answer before somebody looks whether the server still answers, ms. */
const SILENCE_MS = 5_000;
/** How long a connection may be idle before the system asks for a sign of life, ms. */
const KEEP_ALIVE_MS = 10_000;

interface Socket {
  destroy(): void;
  setKeepAlive(on: boolean, delayMs: number): void;
}

/** Waits for statements that may take as long as they take, but not for a server that answers nobody any more. */
export type Patience = <T>(work: Promise<T>) => Promise<T>;

/**
 * Watches the connections of a pool, on which one piece of work runs at a time. When nothing comes back for some seconds
 * and a new connection gets no answer either, all connections are given up.
 * @throws AwarenessError (the function) `unavailable`, `unreachable`.
 */
export function createPatience(pool: Pool, url: string): Patience {
  const sockets = new Set<Socket>();
  pool.on("connect", (client) => {
    const socket = socketOf(client);
    sockets.add(socket);
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
  });
  pool.on("remove", (client) => sockets.delete(socketOf(client)));

  return async (work) => {
    let timer: NodeJS.Timeout | undefined;
    let ended = false;
    const given = new Promise<never>((_, reject) => {
      const ask = async () => {
        const failure = await probe(url);
        if (ended) return;
        if (failure === undefined) return wait();
        reject(failure);
        for (const socket of sockets) socket.destroy();
      };
      const wait = () => {
        timer = setTimeout(() => void ask(), SILENCE_MS);
      };
      wait();
    });
    try {
      return await Promise.race([work, given]);
    } finally {
      ended = true;
      clearTimeout(timer);
    }
  };
}

/** Whatever a server answers, it lives. */
async function probe(url: string): Promise<AwarenessError | undefined> {
  try {
    await connectOnce(url, async () => {});
    return undefined;
  } catch (error) {
    const dead = error instanceof AwarenessError && error.details.reason === "unreachable";
    return dead ? error : undefined;
  }
}

/** The driver has no public way to its socket. */
function socketOf(client: PoolClient): Socket {
  return (client as unknown as { connection: { stream: Socket } }).connection.stream;
}
