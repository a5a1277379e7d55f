import type { JSONRPCMessage } from "@modelcontextprotocol/server";
import { JsonGuardError, type JsonGuardKind, MAX_JSON_DEPTH, parseJson } from "../domain/json-guard.ts";
import { isMessage } from "./message-guards.ts";

export type RequestId = string | number;

/** The error answer to a line that holds no usable message. */
export interface Refusal {
  /** `null` when the id cannot be told (JSON-RPC 2.0 section 5). */
  readonly id: RequestId | null;
  readonly code: number;
  /** One line; never quotes the input. */
  readonly message: string;
}

export type LineOutcome =
  | { readonly kind: "message"; readonly message: JSONRPCMessage }
  | { readonly kind: "refused"; readonly refusal: Refusal };

/** JSON-RPC 2.0 section 5.1. */
const ParseError = -32700;
const InvalidRequest = -32600;

const UNREADABLE: Readonly<Record<JsonGuardKind, Refusal>> = {
  encoding: { id: null, code: ParseError, message: "Parse error: the line is not valid UTF-8." },
  syntax: { id: null, code: ParseError, message: "Parse error: the line is not valid JSON." },
  depth: {
    id: null,
    code: InvalidRequest,
    message: `Invalid Request: the JSON nests deeper than ${MAX_JSON_DEPTH} levels.`,
  },
};

const BATCH = "Invalid Request: batches are not supported; send one message per line.";
const NO_MESSAGE = "Invalid Request: the line is not a JSON-RPC 2.0 message.";

/** The refusal of a line longer than `maxBytes`. */
export function oversizedLine(maxBytes: number): Refusal {
  return {
    id: null,
    code: InvalidRequest,
    message: `Invalid Request: the line is longer than ${maxBytes} bytes.`,
  };
}

function idOf(value: unknown): RequestId | null {
  if (typeof value !== "object" || value === null || !("id" in value)) return null;
  return typeof value.id === "string" || typeof value.id === "number" ? value.id : null;
}

function refused(id: RequestId | null, message: string): LineOutcome {
  return { kind: "refused", refusal: { id, code: InvalidRequest, message } };
}

/** Reads one JSON-RPC message, or says how to refuse the line. Batches (arrays) are refused in every era. */
export function readMessage(line: Uint8Array): LineOutcome {
  let value: unknown;
  try {
    value = parseJson(line);
  } catch (error) {
    if (error instanceof JsonGuardError) return { kind: "refused", refusal: UNREADABLE[error.kind] };
    throw error;
  }
  if (Array.isArray(value)) return refused(null, BATCH);
  return isMessage(value) ? { kind: "message", message: value } : refused(idOf(value), NO_MESSAGE);
}
