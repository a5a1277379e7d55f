import { readFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { FIGURES } from "./catalogue.ts";
import { type Figure, judge } from "./harness/figure.ts";
import { describeMachine, isBusy, type Measured, toJson, toText } from "./harness/report.ts";
import { type Place, withWorkshop } from "./harness/workshop.ts";

/** Answers the exit code: 1 when something failed or, except in a quick run, missed its floor; 2 for wrong usage. */
export async function main(args: readonly string[], place: Omit<Place, "quick">): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { quick: { type: "boolean", default: false }, json: { type: "boolean", default: false } },
  });
  const unknown = positionals.find((name) => !FIGURES.some((figure) => figure.name === name));
  if (unknown !== undefined) {
    const names = FIGURES.map(({ name }) => name).join(", ");
    process.stderr.write(`There is no figure ${unknown}; there are ${names}.\n`);
    return 2;
  }
  const wanted = FIGURES.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  const machine = describeMachine(readVersion(place.root));
  const print = (text: string) => void (values.json ? undefined : process.stdout.write(`${text}\n`));
  print(`${Object.values(machine).join(", ")}${values.quick ? " (quick: too short to judge)" : ""}`);
  if (isBusy()) print("Other programs keep this machine busy: the ratios are not to be trusted.");
  print("Medians over interleaved rounds of the ratio within each round, quartiles in brackets.\n");
  const measured: Measured[] = [];
  let failed = false;
  for (const figure of wanted) {
    try {
      const result = await measure(figure, { ...place, quick: values.quick });
      measured.push(result);
      print(toText(result, values.quick));
    } catch (error) {
      failed = true;
      process.stderr.write(
        `${figure.name} failed: ${error instanceof Error ? error.stack : String(error)}\n`,
      );
    }
  }
  if (values.json) {
    const report = { machine, quick: values.quick, figures: measured.map(toJson) };
    process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
  }
  const missed = measured.some(({ rows }) => rows.some((row) => judge(row) === "missed"));
  return failed || (missed && !values.quick) ? 1 : 0;
}

async function measure(figure: Figure, place: Place): Promise<Measured> {
  const startedAt = performance.now();
  const rows = await withWorkshop(place, (workshop) => figure.measure(workshop));
  return { figure, rows, took: (performance.now() - startedAt) / 1000 };
}

function readVersion(root: string): string {
  const { version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as {
    readonly version: string;
  };
  return version;
}
