import { tookTooLong } from "../../domain/search/took-too-long.ts";
import type { SearchLimits } from "./limits.ts";
import type { SearchQuestion } from "./messages.ts";
import { tooBusy } from "./too-busy.ts";

const FOR_EVER = Number.POSITIVE_INFINITY;

/** A question on its way to a thread. */
export interface Asked {
  readonly question: SearchQuestion;
  /** By `performance.now()`, ms. */
  readonly askedAt: number;
  /** When nobody waits for the answer any more, whatever becomes of it. */
  readonly until: number;
  begun: boolean;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

type Post = (asked: Asked) => void;

/** Waits for the answer however long it takes. */
export function unlimited(question: SearchQuestion, post: Post): Promise<unknown> {
  return new Promise((resolve, reject) => {
    post({ question, askedAt: performance.now(), until: FOR_EVER, begun: false, resolve, reject });
  });
}

/** Refuses a search whose time is over, and leaves its thread, where others are answered, alone. */
export async function limited(
  question: SearchQuestion,
  { fromAsked }: SearchLimits,
  post: Post,
): Promise<unknown> {
  if (fromAsked === undefined) return unlimited(question, post);
  let timer: NodeJS.Timeout | undefined;
  const answer = new Promise((resolve, reject) => {
    const askedAt = performance.now();
    const asked: Asked = { question, askedAt, until: askedAt + fromAsked, begun: false, resolve, reject };
    timer = setTimeout(() => reject(asked.begun ? tookTooLong(fromAsked) : tooBusy()), fromAsked);
    post(asked);
  });
  return answer.finally(() => clearTimeout(timer));
}

/** The question as its thread gets it: with the time that is left. */
export function messageOf({ question, until }: Asked): SearchQuestion {
  return { ...question, waitMs: until - performance.now() };
}
