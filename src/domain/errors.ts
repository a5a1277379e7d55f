/** Stable public error codes. They are part of the tool contract: renaming one is a breaking change. */
export type ErrorCode =
  | "invalid_parameter"
  | "not_found"
  | "forbidden"
  | "conflict"
  | "unavailable"
  | "schema_immutable"
  | "schema_in_use"
  | "schema_not_found"
  | "schema_already_exists"
  | "invalid_schema"
  | "validation_failed"
  | "validation_error"
  | "result_too_large"
  | "secret_found"
  | "internal";

/** Optional machine-readable members of an error answer; absent ones are left out of the JSON. */
export interface ErrorDetails {
  /** Name or path of the offending parameter, e.g. `tags[2]`. */
  readonly param?: string;
  /** The refused value, only where it is short and not note content. */
  readonly value?: unknown;
  /** Accepted values, sorted. */
  readonly valid?: readonly string[];
  /** The accepted value nearest to the refused one. */
  readonly suggestion?: string;
  readonly help_url?: string;
  readonly [member: string]: unknown;
}

export interface ErrorOptions {
  readonly details?: ErrorDetails;
  /** True when the same call may succeed later without being changed. */
  readonly retryable?: boolean;
  readonly cause?: unknown;
}

/**
 * A failure that a caller may be told about. Its message is one line, says what to do, and holds no SQL, machine
 * path, token or note content. Every other error is masked as `internal` at the boundary.
 */
export class AwarenessError extends Error {
  override readonly name = "AwarenessError";
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.details = options.details ?? {};
  }
}

/** Shorthand for the commonest error: one parameter is wrong. */
export function invalidParameter(param: string, message: string, details: ErrorDetails = {}): AwarenessError {
  return new AwarenessError("invalid_parameter", message, { details: { param, ...details } });
}

/** The one answer for an id that does not exist, is in the trash, or belongs to somebody else. */
export function entryNotFound(id: string, param = "entry_id"): AwarenessError {
  return new AwarenessError("not_found", "No such entry; it may have been deleted (see get_deleted).", {
    details: { param, value: id },
  });
}
