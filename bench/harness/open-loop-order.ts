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

/** Times from the moment a call is due to the end of its answer, ms, by kind. */
export interface OpenLoopResult {
  readonly times: Readonly<Record<string, readonly number[]>>;
}
