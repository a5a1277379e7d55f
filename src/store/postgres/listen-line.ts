import pg from "pg";
import type { Logger } from "../../telemetry/logger.ts";
import { parseConnection } from "./pool.ts";

export interface ListenLineOptions {
  readonly url: string;
  readonly channel: string;
  readonly log: Logger;
  /** Says a word on the channel, on another connection. */
  say(word: string): Promise<void>;
  /** One that nobody else says. */
  newWord(): string;
  onWord(word: string): void;
  /** Words arrive from now on; before that they were lost. */
  onUp(): void;
}

/** A connection that listens on a channel, and opens again by itself whenever it is lost. */
export interface ListenLine {
  isUp(): boolean;
  close(): Promise<void>;
}

const CONNECT_MS = 5_000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 30_000;
/** How often the line is tested by a word of our own. */
const TEST_EVERY_MS = 5_000;
/** How long that word may take. */
const TEST_MS = 2_000;

/**
 * Opens the line. That it is up is believed only of a word of our own that has come back: half of a connection may be dead
 * without a sign, and poolers that lend a connection for each transaction accept LISTEN and deliver nothing.
 */
export function createListenLine(options: ListenLineOptions): ListenLine {
  return new TestedLine(options);
}

class TestedLine implements ListenLine {
  readonly #options: ListenLineOptions;
  #client: pg.Client | undefined;
  /** Of the next test, or of the next connection. */
  #timer: NodeJS.Timeout | undefined;
  #test: { readonly word: string; readonly timer: NodeJS.Timeout } | undefined;
  #up = false;
  #failures = 0;
  #closed = false;

  constructor(options: ListenLineOptions) {
    this.#options = options;
    void this.#open();
  }

  isUp(): boolean {
    return this.#up;
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#client !== undefined) this.#lose(this.#client);
    clearTimeout(this.#timer);
  }

  async #open(): Promise<void> {
    const client = new pg.Client({
      ...parseConnection(this.#options.url),
      connectionTimeoutMillis: CONNECT_MS,
      keepAlive: true,
      application_name: "awareness",
    });
    this.#client = client;
    client.on("error", (error) => this.#lose(client, error));
    client.on("end", () => this.#lose(client));
    client.on("notification", ({ payload = "" }) => {
      if (payload === this.#test?.word) this.#passTest(client);
      else this.#options.onWord(payload);
    });
    // A server may also accept a connection and then say nothing.
    const late = setTimeout(() => this.#lose(client, new Error("no answer")), CONNECT_MS).unref();
    try {
      await client.connect();
      await client.query(`LISTEN ${this.#options.channel}`);
      this.#startTest(client);
    } catch (error) {
      this.#lose(client, error);
    } finally {
      clearTimeout(late);
    }
  }

  #startTest(client: pg.Client): void {
    if (client !== this.#client) return;
    const word = this.#options.newWord();
    const late = () => this.#lose(client, new Error("no word came back"));
    this.#test = { word, timer: setTimeout(late, TEST_MS).unref() };
    this.#options.say(word).catch((error: unknown) => this.#lose(client, error));
  }

  #passTest(client: pg.Client): void {
    clearTimeout(this.#test?.timer);
    this.#test = undefined;
    this.#failures = 0;
    this.#timer = setTimeout(() => this.#startTest(client), TEST_EVERY_MS).unref();
    if (this.#up) return;
    this.#up = true;
    this.#options.onUp();
  }

  #lose(client: pg.Client, error?: unknown): void {
    if (client !== this.#client) return;
    this.#client = undefined;
    this.#up = false;
    clearTimeout(this.#test?.timer);
    clearTimeout(this.#timer);
    this.#test = undefined;
    hangUp(client);
    if (this.#closed) return;
    this.#failures += 1;
    if (this.#failures === 1) this.#options.log.debug({ err: error }, "no word of changes arrives for now");
    const pause = Math.min(FIRST_PAUSE_MS * 2 ** (this.#failures - 1), LONGEST_PAUSE_MS);
    this.#timer = setTimeout(() => void this.#open(), pause * (0.5 + Math.random() / 2)).unref();
  }
}

/** At once: a line that is dead would keep a polite end waiting. */
function hangUp(client: pg.Client): void {
  client.removeAllListeners();
  client.on("error", () => {});
  const { stream } = (client as unknown as { connection: { stream: { destroy(): void } } }).connection;
  client.end().catch(() => {});
  stream.destroy();
}
