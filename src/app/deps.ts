import type { Readable, Writable } from "node:stream";
import type { Clock } from "../domain/clock.ts";
import type { FetchPublic } from "../oauth/server/client-documents.ts";
import type { Logger } from "../telemetry/logger.ts";

/** What an operation gets from its process. */
export interface AppDeps {
  readonly clock: Clock;
  readonly log: Logger;
  readonly packageRoot: string;
}

/** The same for a server; the streams carry the protocol over stdio. */
export interface ServerDeps extends AppDeps {
  readonly input: Readable;
  readonly output: Writable;
  /** How metadata documents of OAuth clients are fetched; from public addresses over https when left out. */
  readonly fetchClientDocument?: FetchPublic;
}
