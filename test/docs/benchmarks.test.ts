import { expect, it } from "vitest";
import type { Row } from "../../bench/harness/figure.ts";
import { type Kept, readKept } from "../../bench/page/kept.ts";
import { createLogScale } from "../../bench/page/log-scale.ts";
import { benchmarkDocuments, PAGE } from "../../bench/page/page.ts";
import { PICTURES } from "../../bench/page/plots.ts";
import { strayPictures } from "../../bench/page/write-page.ts";
import { ROOT } from "./documents.ts";

const machine = {
  awareness: "1.0.0",
  node: "v20.0.0",
  sqlite: "3.50.0",
  system: "Linux 6",
  cpu: "2 x Processor",
  memory: "4 GiB",
  date: "2026-01-02T03:04:05.000Z",
};

function kept(name: string, rows: readonly Row[], more: Partial<Kept> = {}): Kept {
  return {
    name,
    title: "what it is",
    method: "How.",
    axis: "things",
    seconds: 9,
    rows,
    machine,
    others: 0,
    ...more,
  };
}

const pointOf = (series: string, x: number, value: number): Row => ({
  label: `${series} at ${x}`,
  value,
  unit: "ms",
  point: { plot: "a <call>", series, x },
});

it("every picture belongs to a kept result", () => {
  expect(strayPictures(ROOT, benchmarkDocuments(readKept(ROOT)))).toEqual([]);
});

it("a figure stands on the page with its command, its machine, and what it missed", () => {
  const row: Row = {
    label: "a | b",
    value: 3,
    unit: "ms",
    quartiles: [2, 4],
    bound: { better: "less", floor: 1 },
  };
  const { [PAGE]: page = "" } = benchmarkDocuments([kept("one", [row])]);
  expect(page).toContain(
    "Of 1 figures with a floor, 0 reach it. These miss it:\n\n- `one`: a | b: 3 ms, wanted <= 1 ms",
  );
  expect(page).toContain("`npm run bench -- one`: 2026-01-02, 9 s, machine 1");
  expect(page).toContain("| a \\| b | 3 ms [2, 4] | <= 1 ms |  | **missed** |  |");
});

it("results of several machines and moments share a page", () => {
  const other = { ...machine, cpu: "64 x Processor" };
  const results = [kept("one", []), kept("two", [], { machine: other, others: 0.6 })];
  const { [PAGE]: page = "" } = benchmarkDocuments(results);
  expect(page).toContain("1. awareness 1.0.0, Node 20.0.0, SQLite 3.50.0; 2 x Processor");
  expect(page).toContain("2. awareness 1.0.0, Node 20.0.0, SQLite 3.50.0; 64 x Processor");
  expect(page).toContain("machine 2, other programs at 60 % of its processors (**busy: not to be trusted**)");
});

it("what was measured beside other programs is not counted, and what is not measured is named", () => {
  const row: Row = { label: "a", value: 3, unit: "ms", bound: { better: "less", floor: 5 } };
  const { [PAGE]: page = "" } = benchmarkDocuments([kept("growth", [row], { others: 0.6 })]);
  expect(page).toContain("Of 0 figures with a floor, 0 reach it.");
  expect(page).toContain("not counted among these: `growth`.");
  expect(page).toMatch(/nobody has measured them yet: .*`peers`, .*`token-cost`\./);
});

it("a picture says what it shows, for light and dark pages", () => {
  const rows = [pointOf("A", 1_000, 0.2), pointOf("A", 1_000_000, 3), pointOf("B", 1_000, 1)];
  const { [`${PICTURES}/one-a-call.svg`]: svg = "", [PAGE]: page = "" } = benchmarkDocuments([
    kept("one", rows),
  ]);
  expect(svg).toContain('<title id="title">a &lt;call&gt;</title>');
  expect(svg).toContain("A: 0.2 at 1,000, 3 at 1,000,000. B: 1 at 1,000.</desc>");
  expect(svg).toContain("@media (prefers-color-scheme:dark)");
  expect(page).toContain("](images/bench/one-a-call.svg)");
});

it.each([
  [[1, 1], 0.5, 5],
  [[0.3, 0.4], 0.1, 1],
  [[1_000, 1_000_000], 1_000, 1_000_000],
])("an axis of %j begins and ends at a round value, a decade apart at least", (values, low, high) => {
  const scale = createLogScale(values);
  expect(scale.high / scale.low).toBeGreaterThanOrEqual(9.99);
  expect([scale.low, scale.high]).toEqual([low, high]);
});
