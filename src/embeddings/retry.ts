import { EmbeddingError } from "../domain/embeddings/embedding-error.ts";
import type { World } from "./world.ts";

/** First wait in ms; each further one is twice as long. */
const BACKOFF_MS = 500;
const MAX_BACKOFF_MS = 8_000;

/** A provider that wants more rest than this, in ms, is not waited for. */
const MAX_WAIT_MS = 20_000;

/** Longest rest in ms that is believed. */
const DAY_MS = 86_400_000;

/**
 * Runs `attempt` up to `attempts` times, as long as it fails with what a moment may heal: no connection, or a busy
 * provider. A time-out is not repeated: the provider may still be at the work, and twice the work takes no less time.
 * @throws EmbeddingError the last one.
 */
export async function withRetries<T>(
  attempt: () => Promise<T>,
  attempts: number,
  signal: AbortSignal | undefined,
  world: World,
): Promise<T> {
  for (let made = 1; ; made += 1) {
    try {
      return await attempt();
    } catch (error) {
      const wait = made < attempts ? waitAfter(error, made, world) : undefined;
      if (wait === undefined) throw error;
      // An abort ends the wait; the next attempt then says so.
      await world.sleep(wait, signal).catch(() => undefined);
    }
  }
}

/** How long to wait after a failure, ms; `undefined` when another attempt is no use. */
function waitAfter(error: unknown, made: number, { random }: World): number | undefined {
  if (!(error instanceof EmbeddingError) || !["unreachable", "busy"].includes(error.code)) return undefined;
  const asked = error.retryAfterMs ?? 0;
  if (asked > MAX_WAIT_MS) return undefined;
  const backoff = Math.min(BACKOFF_MS * 2 ** (made - 1), MAX_BACKOFF_MS);
  return Math.max(asked, Math.round(backoff * (0.5 + random() / 2)));
}

/** Reads `Retry-After`, seconds or a date, as ms from now; at most a day. */
export function parseRetryAfter(header: string | null, nowMs: number): number | undefined {
  if (header === null) return undefined;
  const text = header.trim();
  const ms = /^\d{1,15}$/.test(text) ? Number(text) * 1000 : Date.parse(text) - nowMs;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), DAY_MS);
}
