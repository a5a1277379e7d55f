import type {
  Claim,
  EmbeddingFailure,
  EmbeddingTarget,
} from "../../src/domain/embeddings/embedding-store.ts";
import type { OwnerId } from "../../src/domain/owner.ts";
import type { Store } from "../../src/domain/store.ts";
import { START } from "./backends.ts";
import { alice, anEntry, author } from "./fixtures.ts";
import type { Attacks } from "./isolation-attacks.ts";

const MODEL = "model";
const TARGET: EmbeddingTarget = { model: MODEL, types: ["note", "alert"] };
const LEASE_MS = 60_000;
const VECTORS = { hash: new Uint8Array(32), vectors: [Float32Array.of(1, 0)] };
const FAILURE: EmbeddingFailure = { code: "damaged", message: "taken over" };
/** The first entry is hers. */
const HERS: Claim = {
  number: 1,
  attempts: 0,
  entry: {
    ...anEntry({ id: "live" }),
    createdAt: START,
    changedAt: START,
    rev: 2,
    version: 2,
    change: "updated",
    author,
  },
};
const HELD = { numbers: [1, 2, 3], until: START + LEASE_MS };

/** Vectors of one of her entries, another taken, the others waiting. */
export async function fillEmbeddings({ embeddings }: Store, owner: OwnerId = alice): Promise<void> {
  await embeddings.enqueue(owner, TARGET, 100);
  const { claims } = await embeddings.claim(owner, MODEL, { limit: 2, leaseMs: LEASE_MS });
  const [first] = claims;
  if (first !== undefined) await embeddings.put(owner, MODEL, first, VECTORS);
}

export function embeddingsOf({ embeddings }: Store, owner: OwnerId = alice): readonly Promise<unknown>[] {
  return [embeddings.counts(owner, TARGET), embeddings.coverage(owner, MODEL)];
}

export const EMBEDDING_ATTACKS: Attacks["embeddings"] = {
  enqueue: [(store, who) => store.embeddings.enqueue(who, TARGET, 100)],
  claim: [(store, who) => store.embeddings.claim(who, MODEL, { limit: 10, leaseMs: LEASE_MS })],
  extend: [(store, who) => store.embeddings.extend(who, MODEL, HELD, 10 * LEASE_MS)],
  release: [(store, who) => store.embeddings.release(who, MODEL, HELD)],
  fail: [(store, who) => store.embeddings.fail(who, MODEL, HERS, FAILURE)],
  retry: [(store, who) => store.embeddings.retry(who, MODEL)],
  put: [(store, who) => store.embeddings.put(who, MODEL, HERS, VECTORS)],
  keep: [(store, who) => store.embeddings.keep(who, MODEL, HERS)],
  startAnew: [(store, who) => store.embeddings.startAnew(who, MODEL, 3)],
  removeOthers: [
    (store, who) =>
      store.embeddings.removeOthers(who, { ...TARGET, model: "x" }, { limit: 9, unusedSince: START + 1 }),
  ],
  counts: [(store, who) => store.embeddings.counts(who, TARGET)],
  coverage: [(store, who) => store.embeddings.coverage(who, MODEL)],
  // An operator's methods: they have no owner.
  totals: [(store) => store.embeddings.totals(TARGET)],
  work: [(store) => store.embeddings.work(MODEL)],
  newestRev: [(store) => store.embeddings.newestRev()],
  providers: [(store) => store.embeddings.providers.state(MODEL)],
};
