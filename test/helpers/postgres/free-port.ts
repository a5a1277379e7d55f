import { once } from "node:events";
import { createServer } from "node:net";

/**
 * Below what systems hand out to outgoing connections: a server that is down for a while would otherwise lose its port
 * to some client.
 */
const FIRST = 20_000;
const LAST = 31_999;
const TRIES = 50;

async function isFree(host: string, port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, "listening");
    server.close();
    await once(server, "close");
    return true;
  } catch {
    return false;
  }
}

/** A port on which nothing listens now, and which stays free while nobody asks for it by number. @throws Error when none is found. */
export async function freePort(host: string): Promise<number> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const port = FIRST + Math.floor(Math.random() * (LAST - FIRST + 1));
    if (await isFree(host, port)) return port;
  }
  throw new Error(`No free port between ${FIRST} and ${LAST}.`);
}
