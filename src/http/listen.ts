import type { Server } from "node:http";
import { AwarenessError } from "../domain/errors.ts";

/** Binds a server. @throws AwarenessError `unavailable` naming host, port and what to do. */
export async function listen(server: Server, host: string, port: number): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, host, () => {
        server.off("error", reject);
        resolve();
      });
    });
  } catch (error) {
    throw toUnavailable(error, host, port);
  }
}

const REMEDIES: Readonly<Record<string, readonly [string, string]>> = {
  EADDRINUSE: [
    "the port is in use",
    "stop the other program or choose another port with --port (AWARENESS_PORT)",
  ],
  EACCES: ["the port is not permitted", "choose a port above 1023 with --port (AWARENESS_PORT)"],
  EADDRNOTAVAIL: ["this machine has no such address", "choose another one with --host (AWARENESS_HOST)"],
  ENOTFOUND: ["the host name is unknown", "choose another one with --host (AWARENESS_HOST)"],
};

function toUnavailable(error: unknown, host: string, port: number): AwarenessError {
  const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
  const [reason, remedy] = REMEDIES[code] ?? [code, "choose another address with --host and --port"];
  return new AwarenessError("unavailable", `Cannot listen on ${host} port ${port}: ${reason}; ${remedy}.`, {
    cause: error,
  });
}
