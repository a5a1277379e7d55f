import path from "node:path";
import { makeKeyPair, openKeyPair } from "../../src/auth/key-pair.ts";
import { createKeyRing, fixedSecrets, storedKeys } from "../../src/auth/key-ring.ts";
import { mintToken } from "../../src/auth/mint-token.ts";
import { createRevocationList } from "../../src/auth/revocations.ts";
import { createTokenVerifier, type TokenVerifier } from "../../src/auth/verify-token.ts";
import { subjectKey } from "../../src/domain/accounts/denial-store.ts";
import { KEY_ALGORITHMS } from "../../src/domain/accounts/signing-key.ts";
import { type Clock, systemClock } from "../../src/domain/clock.ts";
import { parseOwner } from "../../src/domain/owner.ts";
import type { Store } from "../../src/domain/store.ts";
import { openSqliteStore } from "../../src/store/sqlite/open.ts";
import { loadAnalyser } from "../../test/helpers/analyser.ts";
import { DATABASE, migrationsDir, OWNER, QUIET, readIds } from "../harness/database.ts";
import type { Figure, Row } from "../harness/figure.ts";
import { startLoadClient } from "../harness/load.ts";
import { makeFilledDatabase } from "../harness/load-entries.ts";
import { FIRST_ID } from "../harness/load-order.ts";
import { modernHeaders, modernRequest } from "../harness/mcp-messages.ts";
import { interleave, median, ratioOf, summarize } from "../harness/rounds.ts";
import { mint, SECRET, startServer } from "../harness/servers.ts";
import type { Workshop } from "../harness/workshop.ts";

const REVOKED = 1_000;
/** The cheapest call there is. */
const TOOL = "get_history";
/** Tokens that are verified before times are taken. */
const WARM_UP = 100;

export const auth: Figure = {
  name: "auth",
  title: "what it costs to know who asks",
  method: `The verifier alone, in a loop, over a database with ${REVOKED} revoked tokens and ${REVOKED} denied subjects: a token verified a moment ago (digest, cache, key and revocation check), as CPU time against the server's CPU time of one tools/call of ${TOOL} over HTTP, the cheapest one; and tokens never seen before, for information.`,
  async measure(workshop) {
    const dataDir = workshop.makeDir();
    const file = path.join(dataDir, DATABASE);
    await makeFilledDatabase(workshop.root, file, 1_000);
    const store = await openSqliteStore({
      loadAnalyser,
      path: file,
      migrationsDir: migrationsDir(workshop.root),
      autoMigrate: true,
      clock: systemClock,
      log: QUIET,
    });
    try {
      await takeBack(store, systemClock);
      return [await measureKnown(workshop, store, dataDir), ...(await measureUnknown(workshop, store))];
    } finally {
      await store.close();
    }
  },
};

async function takeBack({ tokens, denials }: Store, clock: Clock): Promise<void> {
  const now = clock.now();
  const all = Array.from({ length: REVOKED }, async (_, index) => {
    const owner = parseOwner(`gone-${index}`);
    await tokens.insert({ id: `token-${index}`, owner, createdAt: now, expiresAt: now + 86_400_000 });
    await tokens.revoke(`token-${index}`, now);
    await denials.deny({ subject: subjectKey("awareness", owner) }, now);
  });
  await Promise.all(all);
}

function makeVerifier({ tokens, denials, keys }: Store): TokenVerifier {
  const clock = systemClock;
  const { isRevoked } = createRevocationList({ tokens, denials, clock });
  const ring = createKeyRing(fixedSecrets([SECRET]), storedKeys(keys, clock));
  return createTokenVerifier({ keys: ring, clock, isRevoked });
}

async function measureKnown(workshop: Workshop, store: Store, dataDir: string): Promise<Row> {
  workshop.say("auth: a token verified a moment ago");
  const server = await startServer(workshop, { dataDir });
  const client = startLoadClient(workshop);
  const token = await mint();
  const [entryId] = readIds(path.join(dataDir, DATABASE), 100);
  const message = modernRequest(FIRST_ID, "tools/call", {
    name: TOOL,
    arguments: { entry_id: entryId, limit: 1 },
  });
  const order = { headers: modernHeaders(token, TOOL), body: JSON.stringify(message) };
  const verifier = makeVerifier(store);
  const count = workshop.quick ? 2_000 : 50_000;
  const seconds = workshop.quick ? 0.1 : 1;
  const found = await interleave(workshop.quick ? 2 : 9, {
    verify: async () => {
      const before = process.cpuUsage();
      for (let round = 0; round < count; round += 1) await verifier.verify(token);
      const { user, system } = process.cpuUsage(before);
      return (user + system) / count;
    },
    call: async () => {
      const { rate, cpuMicros } = await client.run(server, { ...order, seconds });
      return cpuMicros ?? 1e6 / rate;
    },
  });
  return {
    label: `known token, of a ${TOOL} call`,
    ...ratioOf(found.verify, found.call),
    unit: "ratio",
    bound: { better: "less", floor: 0.05 },
    note: `${median(found.verify).toFixed(2)} of ${median(found.call).toFixed(0)} us`,
  };
}

/** Each token is verified once, as a first request does; for information. */
async function measureUnknown({ quick, say }: Workshop, store: Store): Promise<readonly Row[]> {
  say("auth: tokens never seen before");
  const clock = systemClock;
  const count = quick ? 20 : 300;
  const rows: Row[] = [];
  for (const algorithm of ["HS256", ...KEY_ALGORITHMS] as const) {
    const key =
      algorithm === "HS256" ? SECRET : await openKeyPair(await addPair(store, algorithm), undefined);
    const tokens: string[] = [];
    for (let index = 0; index < count + WARM_UP; index += 1)
      tokens.push((await mintToken({ key, owner: OWNER, expiresInSeconds: 3_600, clock })).token);
    const verifier = makeVerifier(store);
    const times: number[] = [];
    for (const token of tokens) {
      const startedAt = performance.now();
      await verifier.verify(token);
      times.push((performance.now() - startedAt) * 1_000);
    }
    rows.push({ label: `first time, ${algorithm}`, ...summarize(times.slice(WARM_UP)), unit: "us" });
  }
  return rows;
}

async function addPair({ keys }: Store, algorithm: (typeof KEY_ALGORITHMS)[number]) {
  const now = systemClock.now();
  const pair = await makeKeyPair({ algorithm, createdAt: now, activeAt: now, sealingKey: undefined });
  return keys.insertFirst(pair);
}
