import { describe, expect, it } from "vitest";
import { suggest } from "../../../src/domain/suggest.ts";

const TYPES = ["note", "alert", "pattern"];

describe("suggest", () => {
  it("finds a value that differs in case", () => {
    expect(suggest("Note", TYPES)).toBe("note");
  });
  it("finds a value two edits away", () => {
    expect(suggest("ntoe", TYPES)).toBe("note");
  });
  it("gives nothing three edits away", () => {
    expect(suggest("notesxy", TYPES)).toBeUndefined();
  });
  it("gives nothing for an accepted value", () => {
    expect(suggest("note", TYPES)).toBeUndefined();
  });
});
