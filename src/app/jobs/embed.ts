import type { Clock } from "../../domain/clock.ts";
import type { Embedder, RoundResult } from "../../domain/embeddings/embed-entries.ts";
import type { EmbeddingStore } from "../../domain/embeddings/embedding-store.ts";
import type { OwnerId } from "../../domain/owner.ts";
import type { Logger } from "../../telemetry/logger.ts";
import { createJob, type Job } from "./job.ts";

export interface EmbedJobOptions {
  readonly store: EmbeddingStore;
  readonly embedder: Embedder;
  readonly clock: Clock;
  readonly log: Logger;
  /** How often to look for work, ms; a second when left out. */
  readonly everyMs?: number;
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** Entries of one owner before the next one's turn. */
const ROUND = 32;
const REMOVED_AT_ONCE = 500;

const NEVER = Number.POSITIVE_INFINITY;

/**
 * Embeds in the background whatever any process on the database has written. While there is nothing to do it only looks
 * at the number of the newest change. Old vectors of a model that no process has used for a day are removed.
 */
export function createEmbedJob({ store, embedder, clock, log, everyMs = SECOND_MS }: EmbedJobOptions): Job {
  const { target } = embedder;
  const report = createReport(log, target.model);
  let seenRev = -1;
  let nextAt = 0;
  let idleUntil = 0;
  let brokenUntil = 0;

  /** True when there may be more to do. */
  async function turn(owner: OwnerId, signal: AbortSignal): Promise<boolean> {
    const result = await embedder.round(owner, { limit: ROUND, signal });
    report(result);
    if (!result.worked) await removeOthers(owner, signal);
    return result.worked;
  }

  async function removeOthers(owner: OwnerId, signal: AbortSignal): Promise<void> {
    const options = { limit: REMOVED_AT_ONCE, unusedSince: clock.now() - DAY_MS };
    while (!signal.aborted && (await store.removeOthers(owner, target, options)));
  }

  /** One turn for every owner who has something to do. */
  async function pass(signal: AbortSignal): Promise<boolean> {
    const { owners } = await store.work(target.model);
    let worked = false;
    for (const owner of owners) {
      if (signal.aborted) return false;
      worked = (await turn(owner, signal)) || worked;
    }
    return worked;
  }

  async function work(signal: AbortSignal): Promise<void> {
    await noteUse(store, target.model, clock.now());
    while (!signal.aborted && (await pass(signal)));
    const [found, state] = await Promise.all([store.work(target.model), store.providers.state(target.model)]);
    const resumesAt = state === undefined || state.pausedUntil <= clock.now() ? NEVER : state.pausedUntil;
    nextAt = Math.min(found.nextAt ?? NEVER, resumesAt);
  }

  async function look(signal: AbortSignal): Promise<void> {
    if (seenRev === -1) await allowAtStart(store, target.model);
    const rev = await store.newestRev();
    const now = clock.now();
    if (rev === seenRev && now < nextAt && now < idleUntil) return;
    await work(signal);
    seenRev = rev;
    idleUntil = now + MINUTE_MS;
  }

  /** Trouble with the database is not met every second. */
  async function lookUnlessBroken(signal: AbortSignal): Promise<void> {
    if (clock.now() < brokenUntil) return;
    try {
      await look(signal);
    } catch (error) {
      brokenUntil = clock.now() + MINUTE_MS;
      throw error;
    }
  }

  return createJob({ name: "embed", firstAfterMs: everyMs, everyMs, log, run: lookUnlessBroken });
}

/** Whoever starts may have corrected a setting; only a provider that asked for rest is left to it. */
async function allowAtStart(store: EmbeddingStore, model: string): Promise<void> {
  const state = await store.providers.state(model);
  const isWaiting = state !== undefined && state.failures > 0 && state.lastError?.code !== "busy";
  if (isWaiting) await store.providers.unpause(model);
}

async function noteUse(store: EmbeddingStore, model: string, now: number): Promise<void> {
  const state = await store.providers.state(model);
  if (state === undefined || state.usedAt < now - HOUR_MS) await store.providers.touch(model);
}

/** Says once why nothing is embedded, and once that it goes on. */
function createReport(log: Logger, model: string): (result: RoundResult) => void {
  let trouble: string | undefined;
  return ({ stopped, fresh, refreshed, failed }) => {
    if (fresh + refreshed > 0 && trouble !== undefined) {
      trouble = undefined;
      log.info({ model }, "entries are embedded again");
    }
    if (failed > 0) log.warn({ model, failed }, "entries could not be embedded; see awareness doctor");
    if (stopped === undefined || stopped.code === "aborted" || stopped.code === trouble) return;
    trouble = stopped.code;
    log.warn(
      { model, reason: stopped.message },
      "entries cannot be embedded now; words are searched without",
    );
  };
}
