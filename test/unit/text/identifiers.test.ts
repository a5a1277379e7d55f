import { describe, expect, it } from "vitest";
import { FORM } from "../../../src/domain/search/terms.ts";
import { emittedOf, surfacesOf, termsOf } from "./support.ts";

describe("an identifier", () => {
  it.each([
    ["HTTP_RETRY_DELAY_MS", ["http", "retry", "delay", "ms", "http_retry_delay_ms"]],
    ["parseInvoiceTotal", ["parseinvoicetotal", "parse", "invoice", "total"]],
    ["HTTPServer", ["httpserver", "http", "server"]],
    ["date-range-picker", ["date", "range", "picker", "date-range-picker"]],
    ["src/billing/invoice.ts", ["src", "billing", "invoice", "ts", "src/billing/invoice.ts"]],
    ["C:\\Temp\\log.txt", ["c", "temp", "log", "txt", "c:\\temp\\log.txt"]],
    ["anna.berg@example.org", ["anna", "berg", "example", "org", "anna.berg@example.org"]],
    ["192.168.1.40:8631", ["192", "168", "1", "40", "8631", "192.168.1.40:8631"]],
    ["v2.14.3", ["v2", "14", "3", "v2.14.3"]],
    ["3.0.0-beta.4", ["3", "0", "beta", "4", "3.0.0-beta.4"]],
    ["don't", ["don", "t", "don't"]],
    ["don’t", ["don", "t", "don't"]],
    ["C++", ["c"]],
    ["ORA-5120", ["ora", "5120", "ora-5120"]],
    ["größe_max", ["größe", "grosse", "groesse", "max", "größe_max"]],
  ])("%s is found whole and by its parts", async (text, terms) => {
    const found = await termsOf(text);
    expect([...new Set(found)].toSorted()).toEqual([...new Set(terms)].toSorted());
  });

  it("stands whole at the place of its first part, and its parts follow each other", async () => {
    const emitted = await emittedOf("set MAX_SIZE now");
    expect(emitted.map(({ term, form, position }) => [term, form, position])).toEqual([
      ["set", FORM.surface, 0],
      ["max", FORM.surface, 1],
      ["size", FORM.surface, 2],
      ["max_size", FORM.part, 1],
      ["now", FORM.surface, 3],
    ]);
  });

  it("is a commit or digest when it is long and hexadecimal, known by its first characters", async () => {
    const hash = "9f86d081884c7d659a2feaa0c55ad015";
    expect(await termsOf(hash)).toEqual([hash, "9f86d08", "9f86d081"]);
    expect(await termsOf("deadbeef")).toEqual(["deadbeef"]);
    expect(await termsOf("123456789012")).toEqual(["123456789012"]);
  });

  it.each(["-rf", "--force", "'quoted'", "_private_", "end.", "(x)", "#tag", "@name", "$HOME", "~/"])(
    "does not take in the punctuation around %s",
    async (text) => {
      const words = text.toLowerCase().match(/[a-z]+/g) ?? [];
      expect(await surfacesOf(text)).toEqual(words);
      expect(await termsOf(text)).toEqual(words);
    },
  );
});
