import type { Clock } from "../domain/clock.ts";
import type { Principal } from "../domain/principal.ts";
import type { Exchange } from "./exchange.ts";
import { principalOf } from "./mcp-auth.ts";

/** A stream that is being watched. */
export interface GuardedStream {
  /** Aborts with the exchange, and when the caller's credential ends or is revoked. */
  readonly signal: AbortSignal;
  /** To be called when the stream has ended by itself. */
  done(): void;
}

/** A stream that can be ended in order. */
export interface Finishing {
  finish(): void;
}

/** Sees to it that no stream outlives the token it was opened with. */
export interface StreamGuard {
  open(exchange: Exchange): GuardedStream;
  /** The same for a stream that looks after its client itself: it is told to finish within a second. */
  watch(principal: Principal, stream: Finishing): void;
  /** That stream is over. */
  forget(stream: Finishing): void;
  /** Ends watched streams whose tokens have expired; called about once a second, it waits for nothing. */
  finishExpired(): void;
  /** Ends the streams of tokens that were taken back; called about once a second, never again before it is through. */
  sweep(): Promise<void>;
}

export interface StreamGuardOptions {
  readonly clock: Clock;
  /** Whether the caller's token counts no more, its expiry aside. */
  hasEnded(principal: Principal): Promise<boolean>;
}

/** What a timer can hold, about 24 days: a stream of a longer-lived token ends then too, and its client opens another. */
const LONGEST_STREAM_MS = 2_147_483_647;

export function createStreamGuard({ clock, hasEnded }: StreamGuardOptions): StreamGuard {
  const open = new Map<AbortController, Principal>();
  const watched = new Map<Finishing, { readonly principal: Principal; readonly endsAt: number }>();

  function finish(stream: Finishing): void {
    if (watched.delete(stream)) stream.finish();
  }

  /** Looked at in turn: a timer for each of ten thousand streams would cost more than they do. */
  function finishExpired(): void {
    const now = performance.now();
    for (const [stream, { endsAt }] of [...watched]) if (now >= endsAt) finish(stream);
  }

  async function sweepWatched(): Promise<void> {
    const ended = new Map<Principal, boolean>();
    for (const [stream, { principal }] of [...watched]) {
      if (!ended.has(principal)) ended.set(principal, await hasEnded(principal));
      if (ended.get(principal) === true) finish(stream);
    }
  }

  return {
    open(exchange) {
      const principal = principalOf(exchange);
      const { expiresAt } = principal;
      const controller = new AbortController();
      const abort = () => controller.abort();
      open.set(controller, principal);
      if (exchange.signal.aborted) abort();
      exchange.signal.addEventListener("abort", abort, { once: true });
      const left = expiresAt === undefined ? LONGEST_STREAM_MS : expiresAt * 1000 - clock.now();
      const timer = setTimeout(abort, Math.min(left, LONGEST_STREAM_MS)).unref();
      return {
        signal: controller.signal,
        done() {
          clearTimeout(timer);
          exchange.signal.removeEventListener("abort", abort);
          open.delete(controller);
        },
      };
    },
    watch(principal, stream) {
      const { expiresAt = Number.POSITIVE_INFINITY } = principal;
      watched.set(stream, { principal, endsAt: performance.now() + expiresAt * 1000 - clock.now() });
    },
    forget: (stream) => void watched.delete(stream),
    finishExpired,
    async sweep() {
      await sweepWatched();
      for (const [controller, principal] of [...open]) {
        if (!(await hasEnded(principal))) continue;
        open.delete(controller);
        controller.abort();
      }
    },
  };
}
