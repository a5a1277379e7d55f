import type { DatabaseTarget } from "../../config/config.ts";
import type { ErrorCode } from "../../domain/errors.ts";
import type { OwnerId } from "../../domain/owner.ts";
import type { SearchRequest } from "../../domain/search/engine.ts";

/** What a search thread is given when it starts. */
export interface SearchThreadData {
  readonly database: DatabaseTarget;
}

/** What a search thread is asked. */
export type SearchCall =
  | { readonly method: "search" | "rank"; readonly owner: OwnerId; readonly request: SearchRequest }
  | { readonly method: "update"; readonly all: boolean }
  | { readonly method: "close" };

export interface SearchQuestion {
  /** ms since 1970, by the clock of the asking thread. */
  readonly now: number;
  readonly id: number;
  readonly call: SearchCall;
  /** How long it may wait for its turn, ms; afterwards nobody wants the answer. For ever when left out. */
  readonly waitMs?: number;
}

/** An error as it crosses threads; one that callers may be told has a code. */
export interface SearchFailure {
  readonly code: ErrorCode | undefined;
  readonly message: string;
  readonly retryable: boolean;
  readonly stack: string | undefined;
}

export type SearchReply =
  /** The thread has begun with it. */
  | { readonly id: number; readonly begun: true }
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly failure: SearchFailure }
  /** Trouble that no caller is told of. */
  | { readonly warning: SearchFailure };
