/** A kind of call, made so many times a second whatever becomes of the calls before. */
export interface Stream {
  readonly kind: string;
  readonly perSecond: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Messages in turn. */
  readonly bodies: readonly string[];
}

export interface OpenLoopOrder {
  readonly port: number;
  readonly seconds: number;
  readonly streams: readonly Stream[];
}

export interface OpenLoopResult {
  /** From the moment at which a call's turn came to the end of its answer, ms, by kind. */
  readonly times: Readonly<Record<string, readonly number[]>>;
  /** How late the turns of all calls came, because this process was, ms. */
  readonly late: readonly number[];
}
