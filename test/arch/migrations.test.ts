import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const FOLDER = join(import.meta.dirname, "../../migrations");

/** SHA-256 of every released migration. A line is added with its migration and never changed afterwards. */
const CHECKSUMS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  sqlite: {
    "0001_initial.sql": "f623079ce6b68325f3996a5a5d0322dae8236ee63f8fa3c84f5dfca4c7e5482a",
    "0002_attention_and_activity.sql": "76232548452691c8f46d3be8b9840dacfd319dde1de71dce5fb87fe357807d19",
    "0003_search.sql": "4b161041736c71d95972a99b73acbc5e3086469be5c1c1aff9b93d26a7abc3c7",
    "0004_embeddings.sql": "fc50e62af3b00f7f2073f9e64b7598280d15ccde5a9b9efba3c7e14efb9d77d1",
    "0005_identity.sql": "6e9088b68d3e7d9045b6958549297f9a5d5603347daa81d799841d2da5cde468",
    "0006_oauth.sql": "7a5a02b76b4bac78b04d6d749a71d9aa89545e20a06b5bcd6092c411f39e62cb",
  },
  postgres: {
    "0001_initial.sql": "0825b3cc6dc52af40a07ac016921025440ac8ac3a063d67cead97af3409318d5",
    "0002_attention_and_activity.sql": "0d7c6da69bf9308f8025b2041cab24e11b49c624061aed5a6f19352db3b421a4",
    "0003_search.sql": "40807c198f52bf4acf82b7eb380e3714b1ced4568d72d25e8b5731ff5499db0b",
    "0004_embeddings.sql": "9166237eff7094fbb56ed8b074d5e220bac8e725cccb665075d063b3af414762",
    "0005_identity.sql": "f6a49e9e63605b4ef611d0dc5607368a4834ca807b3fb48f67d6a7233d9086c2",
    "0006_oauth.sql": "6c991512b5bf59e14ed491cf49db0c03b69004fbe90793851bbe2ca3a7050f73",
  },
};

const filesOf = (engine: string) => readdirSync(join(FOLDER, engine)).sort();

describe.each(Object.keys(CHECKSUMS))("migrations of %s", (engine) => {
  it("are numbered from 1 without gaps", () => {
    expect(filesOf(engine).map((file) => /^(\d{4})_[a-z0-9_]+\.sql$/.exec(file)?.[1])).toEqual(
      filesOf(engine).map((_, index) => String(index + 1).padStart(4, "0")),
    );
  });

  it("have not changed since they were released, and every one is pinned", () => {
    const found = filesOf(engine).map((file) => [
      file,
      createHash("sha256")
        .update(readFileSync(join(FOLDER, engine, file), "utf8").replaceAll("\r\n", "\n"))
        .digest("hex"),
    ]);
    expect(Object.fromEntries(found)).toEqual(CHECKSUMS[engine]);
  });
});

it("every migration has its twin on the other engine", () => {
  expect(filesOf("postgres")).toEqual(filesOf("sqlite"));
});
