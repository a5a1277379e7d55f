import http from "node:http";
import net from "node:net";
import { text } from "node:stream/consumers";
import type { Config } from "../../config/config.ts";
import { reachableHost } from "../../config/hosts.ts";
import { spellHost } from "../../config/value-types.ts";
import { type Finding, fail, pass } from "./finding.ts";

const TIMEOUT_MS = 2000;

/** The address of the HTTP server: free, or answered by an awareness server. */
export async function checkPort(config: Config): Promise<Finding> {
  const { host, port, mountPath } = config;
  const address = `${spellHost(host)}:${port}`;
  if (port === 0) return pass("port", "the system chooses a free port");
  const problem = await tryToListen(host, port);
  if (problem === undefined) return pass("port", `${address} is free`);
  if (problem !== "EADDRINUSE") {
    return fail(
      "port",
      `${address} cannot be used (${problem})`,
      "Choose others with AWARENESS_HOST and AWARENESS_PORT.",
    );
  }
  const version = await askVersion(`http://${spellHost(reachableHost(host))}:${port}${mountPath}/health`);
  return version === undefined
    ? fail(
        "port",
        `${address} is in use by another program`,
        "Stop it, or choose another port with AWARENESS_PORT.",
      )
    : pass("port", `${address} is answered by awareness ${version}`);
}

/** Error code of a bind that is undone at once; `undefined` when it worked. */
function tryToListen(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}

/** What `/health` there calls its version; `undefined` when nobody answers as this program does. */
async function askVersion(url: string): Promise<string | undefined> {
  try {
    const body: unknown = JSON.parse(await getText(url));
    const known = body !== null && typeof body === "object" && "uptime_sec" in body && "version" in body;
    return known && typeof body.version === "string" ? body.version : undefined;
  } catch {
    return undefined;
  }
}

function getText(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = http.get(url, { agent: false }, (response) => {
      text(response).then(resolve, reject);
    });
    request.on("error", reject);
    const timer = setTimeout(() => request.destroy(new Error("no answer in time")), TIMEOUT_MS);
    request.on("close", () => clearTimeout(timer));
  });
}
