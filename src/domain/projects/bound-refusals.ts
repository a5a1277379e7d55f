import type { TokenStore } from "../accounts/token-store.ts";
import type { Embedder } from "../embeddings/embed-entries.ts";
import type { EmbeddingStore } from "../embeddings/embedding-store.ts";
import type { SessionStore } from "../sessions/session-store.ts";
import { refuse } from "./project.ts";

const noSessions = refuse("manage sessions");
const noTokens = refuse("manage tokens");
const noEmbedding = refuse("embed entries, which concerns all of the owner's");

/** Sessions are the transport's, not a use case's. */
export const NO_SESSIONS: SessionStore = {
  insert: noSessions,
  find: noSessions,
  touch: noSessions,
  touchAll: noSessions,
  follow: noSessions,
  unfollow: noSessions,
  end: noSessions,
  count: noSessions,
  endLongestIdle: noSessions,
  followed: noSessions,
  sweep: noSessions,
};

export const NO_TOKENS: TokenStore = {
  insert: noTokens,
  list: noTokens,
  revoke: noTokens,
  listRevoked: noTokens,
};

/** Entries are embedded in the background, whoever wrote them; a search asks for the vectors of its own project. */
export const NO_EMBEDDINGS: EmbeddingStore = {
  enqueue: noEmbedding,
  claim: noEmbedding,
  extend: noEmbedding,
  release: noEmbedding,
  fail: noEmbedding,
  retry: noEmbedding,
  put: noEmbedding,
  keep: noEmbedding,
  startAnew: noEmbedding,
  removeOthers: noEmbedding,
  counts: noEmbedding,
  totals: noEmbedding,
  coverage: noEmbedding,
  work: noEmbedding,
  newestRev: noEmbedding,
  providers: {
    state: noEmbedding,
    touch: noEmbedding,
    pause: noEmbedding,
    resume: noEmbedding,
    unpause: noEmbedding,
  },
};

/** In the place of an embedder, so that a bound caller is told why. */
export function noEmbedder({ target }: Embedder): Embedder {
  return { target, round: noEmbedding, retry: noEmbedding, counts: noEmbedding };
}
