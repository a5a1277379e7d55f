import { createHmac, randomBytes } from "node:crypto";
import type { ChangeSignal } from "../../domain/changes/change-signal.ts";
import type { EntryStore } from "../../domain/entries/entry-store.ts";
import type { OwnerId } from "../../domain/owner.ts";
import type { Logger } from "../../telemetry/logger.ts";
import { createListenLine, type ListenLine } from "./listen-line.ts";
import { sql } from "./sql.ts";
import { EVERYBODY, type Transactions } from "./transactions.ts";

export interface ChangeSignalOptions {
  /** Of the database; words travel on a connection of their own. */
  readonly url: string;
  readonly transactions: Transactions;
  /** Secret of the database: with it owners are named on the way. */
  readonly key: Uint8Array;
  readonly log: Logger;
}

export interface PostgresChangeSignal extends ChangeSignal {
  /** Says what is still to be said, and hangs up. */
  close(): Promise<void>;
}

export const CHANNEL = "awareness_changes";

/**
 * Not part of the writes themselves: commits that notify wait for each other, on the whole server. A word may get lost, so
 * that its commit need not wait for the disk.
 */
const NOTIFY = sql(/* sql */ `
  SELECT pg_notify('${CHANNEL}', word), set_config('synchronous_commit', 'off', true) FROM unnest(:words::text[]) word`);

/** Writes of this time are announced together. */
const GATHER_MS = 50;
/** After a failure. Whoever listens looks by himself meanwhile. */
const RETRY_MS = 1_000;
/** More than this in wait while the database is away is given up. */
const MAX_WAITING = 10_000;
const WORD_BYTES = 16;

/** Carries words by LISTEN and NOTIFY. A word is a keyed hash of an owner: who reads along learns nothing of it. */
export function createChangeSignal(options: ChangeSignalOptions): PostgresChangeSignal {
  const { url, transactions, key, log } = options;
  const heeded = new Map<string, Set<() => void>>();
  const upListeners = new Set<() => void>();
  let line: ListenLine | undefined;

  const wordOf = (owner: OwnerId): string =>
    createHmac("sha256", key)
      .update(`changes of ${owner}`)
      .digest()
      .subarray(0, WORD_BYTES)
      .toString("base64url");
  const send = (words: readonly string[]) => transactions.one(EVERYBODY, NOTIFY, { words });
  const gatherer = createGatherer(send, (error) =>
    log.debug({ err: error }, "changes could not be announced"),
  );

  const openLine = (): ListenLine =>
    createListenLine({
      url,
      channel: CHANNEL,
      log,
      say: (word) => send([word]).then(() => {}),
      newWord: () => randomBytes(WORD_BYTES).toString("base64url"),
      onWord: (word) => {
        for (const heard of heeded.get(word) ?? []) heard();
      },
      onUp: () => {
        for (const listener of upListeners) listener();
      },
    });

  return {
    announce: (owner) => gatherer.add(wordOf(owner)),
    watch(owner, heard) {
      // Opened when somebody wants to hear: commands that only write need no line.
      line ??= openLine();
      const word = wordOf(owner);
      const all = heeded.get(word) ?? new Set();
      heeded.set(word, all.add(heard));
      return () => {
        all.delete(heard);
        if (all.size === 0 && heeded.get(word) === all) heeded.delete(word);
      };
    },
    isUp: () => line?.isUp() === true,
    onUp(listener) {
      upListeners.add(listener);
      return () => upListeners.delete(listener);
    },
    async close() {
      await Promise.all([gatherer.close(), line?.close()]);
    },
  };
}

/** Hands on words in batches: the first at once, others not before `GATHER_MS` have passed. */
function createGatherer(
  send: (words: readonly string[]) => Promise<unknown>,
  onError: (error: unknown) => void,
): { add(word: string): void; close(): Promise<void> } {
  const waiting = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let sending: Promise<void> = Promise.resolve();
  let sentAt = Number.NEGATIVE_INFINITY;
  let closed = false;

  async function flush(): Promise<void> {
    const words = [...waiting];
    waiting.clear();
    sentAt = performance.now();
    try {
      await send(words);
    } catch (error) {
      onError(error);
      for (const word of words) if (waiting.size < MAX_WAITING) waiting.add(word);
      sentAt = performance.now() + RETRY_MS - GATHER_MS;
    }
    timer = undefined;
    plan();
  }

  function plan(): void {
    if (timer !== undefined || waiting.size === 0 || closed) return;
    const left = sentAt + GATHER_MS - performance.now();
    timer = setTimeout(
      () => {
        sending = flush();
      },
      Math.max(0, left),
    ).unref();
  }

  return {
    add(word) {
      if (waiting.size < MAX_WAITING) waiting.add(word);
      plan();
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      await sending;
      if (waiting.size > 0) await send([...waiting]).catch(onError);
    },
  };
}

/** The same transactions, whose changes are announced when they are committed, or may be. */
export function withAnnouncements(transactions: Transactions, signal: ChangeSignal): Transactions {
  return {
    ...transactions,
    async change(owner, work, patience) {
      try {
        return await transactions.change(owner, work, patience);
      } finally {
        signal.announce(owner);
      }
    },
  };
}

/** The same entries; an entry without a key is stored by a statement of its own and not by `Transactions.change`. */
export function withAnnouncedInserts(entries: EntryStore, signal: ChangeSignal): EntryStore {
  return {
    ...entries,
    async insert(owner, entry, author) {
      try {
        return await entries.insert(owner, entry, author);
      } finally {
        signal.announce(owner);
      }
    },
  };
}
