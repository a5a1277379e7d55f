import { mkdirSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../src/domain/clock.ts";
import { createIdentityCheck } from "../../src/store/sqlite/file-identity.ts";
import { makeTempDir } from "../helpers/temp-dir.ts";

const REPLACED = expect.objectContaining({ code: "unavailable" });

describe("the files of an open database", () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = join(makeTempDir(), "data");
    mkdirSync(folder);
    file = join(folder, "a.db");
    writeFileSync(file, "");
    writeFileSync(`${file}-wal`, "");
  });

  /** As if the folder had been left alone for a minute. */
  function settle(): void {
    const before = Date.now() / 1000 - 60;
    utimesSync(folder, before, before);
  }
  function replace(name: string): void {
    writeFileSync(`${name}.new`, "");
    renameSync(`${name}.new`, name);
  }

  const losses: Readonly<Record<string, () => void>> = {
    removed: () => rmSync(file),
    "moved away": () => renameSync(file, `${file}.moved`),
    replaced: () => replace(file),
    "without their log": () => rmSync(`${file}-wal`),
    "with another log": () => replace(`${file}-wal`),
    "gone with their folder": () => renameSync(folder, `${folder}.moved`),
    "in a replaced folder": () => {
      renameSync(folder, `${folder}.moved`);
      mkdirSync(folder);
      writeFileSync(file, "");
      writeFileSync(`${file}-wal`, "");
      settle();
    },
  };

  it.each(Object.keys(losses))("are missed when they are %s, in a quiet folder and in a busy one", (loss) => {
    for (const prepare of [settle, () => {}]) {
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder);
      for (const name of [file, `${file}-wal`]) writeFileSync(name, "");
      prepare();
      const check = createIdentityCheck(file, systemClock);
      for (let round = 0; round < 3; round += 1) check();
      losses[loss]?.();
      expect(check).toThrow(REPLACED);
      expect(check).toThrow(REPLACED);
      rmSync(`${folder}.moved`, { recursive: true, force: true });
    }
  });

  it("are missed when a link in place of the file leads to another one", () => {
    const [target, link] = [join(folder, "a.db"), join(folder, "..", "link.db")];
    symlinkSync(target, link);
    settle();
    const check = createIdentityCheck(link, systemClock);
    check();
    replace(target);
    expect(check).toThrow(REPLACED);
  });

  it("are still the same when other files come and go, and when they are put back", () => {
    settle();
    const check = createIdentityCheck(file, systemClock);
    check();
    writeFileSync(join(folder, "other"), "");
    check();
    renameSync(file, `${file}.moved`);
    expect(check).toThrow(REPLACED);
    renameSync(`${file}.moved`, file);
    check();
  });
});
