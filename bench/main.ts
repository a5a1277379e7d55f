import { readFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { FIGURES } from "./catalogue.ts";
import { type Figure, judge } from "./harness/figure.ts";
import {
  describeMachine,
  type Machine,
  type Measured,
  measureOthers,
  toJson,
  toText,
} from "./harness/report.ts";
import { type Place, withWorkshop } from "./harness/workshop.ts";
import { BUSY, keep } from "./page/kept.ts";
import { writePage } from "./page/write-page.ts";

/** Answers the exit code: 1 when something failed or, except in a quick run, missed its floor; 2 for wrong usage. */
export async function main(args: readonly string[], place: Omit<Place, "quick">): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      quick: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      report: { type: "boolean", default: false },
    },
  });
  const wrong = findMisuse(positionals, values);
  if (wrong !== undefined) {
    process.stderr.write(`${wrong}\n`);
    return 2;
  }
  const all = positionals.length === 0;
  if (all && values.report) {
    writePage(place.root);
    return 0;
  }
  const wanted = FIGURES.filter(({ name }) => all || positionals.includes(name));
  const kept = !values.quick && (all || values.report);
  const machine = describeMachine(readVersion(place.root));
  const print = (text: string) => void (values.json ? undefined : process.stdout.write(`${text}\n`));
  print(`${Object.values(machine).join(", ")}${values.quick ? " (quick: too short to judge)" : ""}`);
  print("Medians over interleaved rounds of the ratio within each round, quartiles in brackets.\n");
  const startedAt = performance.now();
  const { measured, failed } = await measureAll(
    wanted,
    { ...place, quick: values.quick },
    kept ? machine : undefined,
    print,
  );
  if (kept) writePage(place.root);
  if (values.json) {
    const report = { machine, quick: values.quick, figures: measured.map(toJson) };
    process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
  }
  print(`${measured.length} of ${wanted.length} figures in ${minutesSince(startedAt)} minutes`);
  const missed = measured.some(({ rows }) => rows.some((row) => judge(row) === "missed"));
  return failed || (missed && !values.quick) ? 1 : 0;
}

function findMisuse(
  names: readonly string[],
  { quick, report }: { readonly quick: boolean; readonly report: boolean },
): string | undefined {
  if (quick && report) return "A quick run says nothing worth a report: leave out --quick or --report.";
  const unknown = names.find((name) => !FIGURES.some((figure) => figure.name === name));
  if (unknown === undefined) return undefined;
  return `There is no figure ${unknown}; there are ${FIGURES.map(({ name }) => name).join(", ")}.`;
}

/** Keeps the results as those of `machine` when it is given. */
async function measureAll(
  wanted: readonly Figure[],
  place: Place,
  machine: Machine | undefined,
  print: (text: string) => void,
): Promise<{ readonly measured: readonly Measured[]; readonly failed: boolean }> {
  const measured: Measured[] = [];
  let failed = false;
  for (const figure of wanted) {
    try {
      const others = place.quick ? 0 : await measureOthers();
      if (others > BUSY)
        print(`Other programs take ${Math.round(others * 100)} % of the processors: not to be trusted.`);
      const result = await measure(figure, place);
      measured.push(result);
      print(toText(result, place.quick));
      // At once, so that a run that is cut short has not been for nothing.
      if (machine !== undefined) keep(place.root, { ...toJson(result), machine, others });
    } catch (error) {
      failed = true;
      process.stderr.write(
        `${figure.name} failed: ${error instanceof Error ? error.stack : String(error)}\n`,
      );
    }
  }
  return { measured, failed };
}

async function measure(figure: Figure, place: Place): Promise<Measured> {
  const startedAt = performance.now();
  const rows = await withWorkshop(place, (workshop) => figure.measure(workshop));
  return { figure, rows, took: (performance.now() - startedAt) / 1000 };
}

const minutesSince = (startedAt: number): string => ((performance.now() - startedAt) / 60_000).toFixed(1);

function readVersion(root: string): string {
  const { version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as {
    readonly version: string;
  };
  return version;
}
