/** Patience and room of the HTTP server. Durations in ms. */
export interface HttpLimits {
  /** For the complete header block of a request. */
  readonly headersTimeoutMs: number;
  /** For the complete request, body included. */
  readonly requestTimeoutMs: number;
  /** For a body, however slowly it comes; after it, as much longer as `bodyBytesPerSecond` allow for. */
  readonly slowBodyMs: number;
  /** Whose body comes more slowly than this is cut. */
  readonly bodyBytesPerSecond: number;
  /** How often the first two are looked at. */
  readonly checkIntervalMs: number;
  /** How long an idle connection is kept for the next request; longer than the usual 60 s of proxies. */
  readonly keepAliveMs: number;
  /** A connection without any traffic in the middle of an exchange is cut after this. */
  readonly idleMs: number;
  /** Bytes of a stream that may wait for a slow reader. */
  readonly maxUnreadBytes: number;
  /** How long a reader may stay above `maxUnreadBytes`, or take nothing of a long answer. */
  readonly slowReaderMs: number;
  /** How long one answer may wait for its reader in all; beyond it, as much longer as `answerBytesPerSecond` allow for. */
  readonly slowAnswerMs: number;
  /** Who takes a long answer more slowly than this is cut. What the systems on the way hold counts as taken. */
  readonly answerBytesPerSecond: number;
  /** What all answers that wait for their readers may hold in memory together; see `createWaitingAnswers`. */
  readonly maxWaitingBytes: number;
  /** How long the readiness check may take. */
  readonly readyTimeoutMs: number;
  /** At shutdown: how long silent connections and open event streams may take to end by themselves. */
  readonly streamGraceMs: number;
  /** Connections over this are refused. */
  readonly maxConnections: number;
}

export const DEFAULT_LIMITS: HttpLimits = {
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  slowBodyMs: 10_000,
  bodyBytesPerSecond: 4_096,
  checkIntervalMs: 1_000,
  keepAliveMs: 65_000,
  idleMs: 120_000,
  maxUnreadBytes: 1024 * 1024,
  // Linux tells only when a third of what it holds has gone: on a slow line that comes in bursts, seconds apart.
  slowReaderMs: 10_000,
  slowAnswerMs: 10_000,
  answerBytesPerSecond: 8_192,
  maxWaitingBytes: 256 * 1024 * 1024,
  readyTimeoutMs: 5_000,
  streamGraceMs: 1_000,
  maxConnections: 20_000,
};
