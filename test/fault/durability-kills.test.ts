import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { createLedger, type Ledger } from "../../torture/ledger.ts";
import { createRandom } from "../../torture/random.ts";
import { runStorm, type StormReport } from "../../torture/storm.ts";
import { type Verified, verify } from "../../torture/verify.ts";
import { makeTempDir } from "../helpers/temp-dir.ts";

describe("eight stdio servers and an HTTP server on one file, killed at random while all of them write", () => {
  let ledger: Ledger;
  let report: StormReport;
  let verified: Verified;

  beforeAll(async () => {
    const random = createRandom(20_261_121);
    ledger = createLedger(join(makeTempDir(), "acked.log"), random);
    const launch = { dataDir: makeTempDir(), env: { AWARENESS_DEFAULT_OWNER: "tester" } };
    report = await runStorm({
      launch,
      ledger,
      random,
      stdioServers: 8,
      httpClients: 3,
      durationMs: 8_000,
      killEveryMs: [300, 900],
    });
    verified = await verify(launch, ledger);
  });

  it("wrote under kills of both kinds of servers", () => {
    expect(report.stdioKills).toBeGreaterThan(0);
    expect(report.httpKills).toBeGreaterThan(0);
    expect(verified.account.acked).toBeGreaterThan(50);
  });

  it("loses no answered note, invents none, tears none, doubles none, and keeps each writer's order", () => {
    expect(verified.account).toMatchObject({ lost: 0, phantom: 0, torn: 0, doubled: 0, disordered: 0 });
  });

  it("leaves no more notes unknown than were in flight at the kills", () => {
    expect(verified.account.unknown).toBeLessThanOrEqual(report.inFlight);
  });

  it("refuses no write because of the other servers", () => {
    expect([...ledger.refusals.values()]).toEqual([]);
  });

  it("leaves a file that SQLite finds in order and that both transports read alike", () => {
    expect(verified).toMatchObject({ integrity: "ok", agree: true });
  });
});
