import pg from "pg";
import { AwarenessError } from "../../domain/errors.ts";

/** Short stable words in `details.reason` of every `unavailable` error of this store. */
export type UnavailableReason =
  | "unreachable"
  | "unknown_outcome"
  | "timeout"
  | "busy"
  | "refused"
  | "missing_rights"
  | "unsafe_role"
  | "unsafe_setting"
  | "foreign_database"
  | "storage_full"
  | "read_only"
  | "corrupt"
  | "locked"
  | "closed"
  | "server_version"
  | "newer_schema"
  | "pending_migrations"
  | "changed_migration";

interface UnavailableOptions {
  readonly retryable?: boolean;
  readonly cause?: unknown;
}

/** An `unavailable` error with its reason; not retryable unless said so. */
export function unavailable(
  reason: UnavailableReason,
  message: string,
  { retryable = false, cause }: UnavailableOptions = {},
): AwarenessError {
  return new AwarenessError("unavailable", message, {
    details: { reason },
    retryable,
    ...(cause === undefined ? {} : { cause }),
  });
}

const REACH = "The database cannot be reached. Try again in a moment.";
const FULL = "The database server is out of space or memory; nothing was stored. Try again later.";

/** Errors of the server by the beginning of their SQLSTATE (https://www.postgresql.org/docs/current/errcodes-appendix.html). */
const MAPPED: readonly (readonly [string, UnavailableReason, string, boolean])[] = [
  ["57014", "timeout", "The database took too long and was stopped; nothing was stored. Try again.", true],
  ["57P", "unreachable", REACH, true],
  ["08", "unreachable", REACH, true],
  ["55000", "unreachable", REACH, true],
  ["55P03", "locked", "The database is busy with another change. Try again in a moment.", true],
  ["40", "locked", "The database is busy with other changes; nothing was stored. Try again.", true],
  ["53300", "busy", "The database takes no more connections. Try again in a moment.", true],
  ["53", "storage_full", FULL, true],
  ["58", "storage_full", FULL, true],
  ["25006", "read_only", "The database is read-only now; nothing was stored. Try again later.", true],
  ["25P03", "timeout", "The database ended a transaction that took too long. Try again.", true],
  ["28", "refused", "The database refuses the user or password of its URL.", false],
  ["3D000", "refused", "The database that the URL names does not exist on this server.", false],
  [
    "42501",
    "missing_rights",
    "The database role lacks rights. Run `awareness migrate --create-roles`.",
    false,
  ],
  ["XX", "corrupt", "The database reports damage. Ask its operator to check the server.", false],
];

/** True for a failure of the connection, not of a statement: another connection may do. */
export function isConnectionError(error: unknown): boolean {
  const code = codeOf(error);
  if (error instanceof pg.DatabaseError) {
    return code.startsWith("57P") || code.startsWith("08") || code === "53300" || code === "25P03";
  }
  return error instanceof ConnectionLost || NETWORK.test(code) || DRIVER.test(messageOf(error));
}

const NETWORK = /^(E(CONN|PIPE|HOST|NET|TIMEDOUT|AI_)|ENOTFOUND|EAI_AGAIN|ENOENT)/;
/** The driver has no codes for these. A queue for connections that is too long ("timeout exceeded") is no such failure. */
const DRIVER = /^(Connection terminated|Client (has encountered|was closed)|timeout expired)/i;

/** The server did not answer in time, and the connection was given up. */
export class ConnectionLost extends Error {
  override readonly name = "ConnectionLost";
}

/** True when another transaction was in the way: the same work may simply be done again. */
export function isSerializationFailure(error: unknown): boolean {
  const code = codeOf(error);
  return code === "40001" || code === "40P01";
}

/** True when a statement was refused because one before it in its transaction had failed. */
export function isAfterFailure(error: unknown): boolean {
  return codeOf(error) === "25P02";
}

/** Name of the unique constraint that was violated. */
export function violatedConstraint(error: unknown): string | undefined {
  return error instanceof pg.DatabaseError && error.code === "23505" ? error.constraint : undefined;
}

/** Turns an error of the driver into the `AwarenessError` a caller may see; everything else is handed back as it is. */
export function toStoreError(error: unknown): unknown {
  if (error instanceof AwarenessError) return error;
  const constraint = violatedConstraint(error);
  if (constraint === "entries_logical_key") {
    return new AwarenessError(
      "conflict",
      "A live entry with this source and logical key exists. Update that one, or use another key.",
      { details: { param: "logical_key" }, cause: error },
    );
  }
  if (constraint === "entries_schema_name") {
    return new AwarenessError(
      "schema_already_exists",
      "A live schema with this family and version exists. Schemas never change; register another version.",
      { details: { param: "version" }, cause: error },
    );
  }
  const refusal = tlsProblem(error) ?? passwordProblem(error);
  if (refusal !== undefined) return unavailable("refused", refusal, { cause: error });
  const code = error instanceof pg.DatabaseError ? codeOf(error) : "";
  const mapped = code === "" ? undefined : MAPPED.find(([start]) => code.startsWith(start));
  if (mapped !== undefined) {
    const [, reason, message, retryable] = mapped;
    return unavailable(reason, message, { retryable, cause: error });
  }
  if (/^timeout exceeded/.test(messageOf(error))) return tooManyWait(error);
  return isConnectionError(error)
    ? unavailable("unreachable", REACH, { retryable: true, cause: error })
    : error;
}

/** The driver finds out only when the server asks. */
function passwordProblem(error: unknown): string | undefined {
  return /client password must be a string/.test(messageOf(error))
    ? "The database asks for a password, and its URL holds none: postgres://USER:PASSWORD@HOST/DATABASE."
    : undefined;
}

/** Codes of certificates that Node does not trust. */
const CERTIFICATE = /^(UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|CERT_|ERR_TLS_CERT)/;

/** What is wrong with the encryption that the URL asks for. */
function tlsProblem(error: unknown): string | undefined {
  if (/does not support SSL/.test(messageOf(error))) {
    return "The database server offers no TLS, which the sslmode of its URL asks for.";
  }
  return CERTIFICATE.test(codeOf(error))
    ? "The certificate of the database server is not trusted. Name the file of its authority in the URL (sslrootcert=FILE), and the host as the certificate does."
    : undefined;
}

/** All connections are in use, and others have waited for one for too long already. */
export function tooManyWait(cause?: unknown): AwarenessError {
  return new NoConnection("unavailable", "Too many requests wait for the database. Try again in a moment.", {
    details: { reason: "busy" },
    retryable: true,
    ...(cause === undefined ? {} : { cause }),
  });
}

/** To tell it from other waits that were in vain. */
class NoConnection extends AwarenessError {}

/** True when there was no connection to be had: whoever waits behind the same request would get none either. */
export function isBusy(error: unknown): error is AwarenessError {
  return error instanceof NoConnection;
}

/** A commit was sent and its answer did not come. */
export function unknownOutcome(cause: unknown): AwarenessError {
  return unavailable(
    "unknown_outcome",
    "The connection to the database was lost; the change may or may not be stored. Look before you repeat it.",
    { retryable: true, cause },
  );
}

function codeOf(error: unknown): string {
  const code = typeof error === "object" && error !== null ? (error as { code?: unknown }).code : undefined;
  return typeof code === "string" ? code : "";
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : "";
}
