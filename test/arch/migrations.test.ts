import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const FOLDER = join(import.meta.dirname, "../../migrations/sqlite");

/** SHA-256 of every released migration. A line is added with its migration and never changed afterwards. */
const CHECKSUMS: Readonly<Record<string, string>> = {
  "0001_initial.sql": "f623079ce6b68325f3996a5a5d0322dae8236ee63f8fa3c84f5dfca4c7e5482a",
  "0002_attention_and_activity.sql": "76232548452691c8f46d3be8b9840dacfd319dde1de71dce5fb87fe357807d19",
  "0003_search.sql": "4b161041736c71d95972a99b73acbc5e3086469be5c1c1aff9b93d26a7abc3c7",
  "0004_embeddings.sql": "fc50e62af3b00f7f2073f9e64b7598280d15ccde5a9b9efba3c7e14efb9d77d1",
};

const files = readdirSync(FOLDER).sort();

it("migrations are numbered from 1 without gaps", () => {
  expect(files.map((file) => /^(\d{4})_[a-z0-9_]+\.sql$/.exec(file)?.[1])).toEqual(
    files.map((_, index) => String(index + 1).padStart(4, "0")),
  );
});

it("no released migration has changed, and every one is pinned", () => {
  const found = files.map((file) => [
    file,
    createHash("sha256")
      .update(readFileSync(join(FOLDER, file), "utf8").replaceAll("\r\n", "\n"))
      .digest("hex"),
  ]);
  expect(Object.fromEntries(found)).toEqual(CHECKSUMS);
});
