/** One stretch of load: the same call over and over on several connections. */
export interface LoadOrder {
  readonly port: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The message, its `id` being `FIRST_ID`. */
  readonly body: string;
  readonly connections: number;
  readonly seconds: number;
}

export interface LoadResult {
  /** Answers a second. */
  readonly rate: number;
  readonly answers: number;
}

/** Seven digits, so that ids can be counted up in place. */
export const FIRST_ID = 1_000_000;
