import { build } from "esbuild";
import { expect, it } from "vitest";

/** What a stdio server must not load before its first answer, as paths of the bundler's inputs. */
const HEAVY = [
  /@modelcontextprotocol/,
  /node_modules\/jose\//,
  /node_modules\/ajv\//,
  /rrule-temporal/,
  /@zxcvbn-ts/,
  /libphonenumber-js/,
  /^src\/domain\/secrets\//,
  /@simplewebauthn/,
  /^src\/http\//,
  /^src\/oauth\//,
];

/** The drivers of the engines, as inputs or as packages that are not bundled. */
const SQLITE = /^better-sqlite3$/;
const POSTGRES = /node_modules\/pg(-[\w-]+)?\/|^pg(-native)?$/;

/** Inputs, and packages that are not bundled, which are reached from an entry by static imports of values. */
async function loadedBy(entry: string): Promise<readonly string[]> {
  const { metafile } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    metafile: true,
    platform: "node",
    format: "esm",
    splitting: true,
    outdir: "unused",
    packages: "bundle",
    external: ["better-sqlite3", "pino-pretty", "pg-native"],
    define: { "import.meta.url": "unused" },
    logLevel: "silent",
  });
  const { outputs } = metafile;
  const loaded = new Set<string>();
  const packages = new Set<string>();
  const visit = (name: string): void => {
    const output = outputs[name];
    if (output === undefined || loaded.has(name)) return;
    loaded.add(name);
    for (const { path, kind, external } of output.imports) {
      if (external === true) packages.add(path);
      else if (kind === "import-statement") visit(path);
    }
  };
  visit(Object.keys(outputs).find((name) => outputs[name]?.entryPoint === entry) ?? "");
  return [...packages, ...[...loaded].flatMap((name) => Object.keys(outputs[name]?.inputs ?? {}))];
}

it.each(["src/cli/main.ts", "src/cli/run-serve.ts", "src/app/create-app.ts", "src/app/stdio-service.ts"])(
  "%s loads nothing that an ordinary stdio conversation does without",
  async (entry) => {
    const loaded = await loadedBy(entry);
    expect(loaded).toContain(entry);
    expect(loaded.filter((input) => [...HEAVY, SQLITE, POSTGRES].some((heavy) => heavy.test(input)))).toEqual(
      [],
    );
  },
);

it.each([
  ["src/store/sqlite/open.ts", SQLITE, POSTGRES],
  ["src/store/postgres/open.ts", POSTGRES, SQLITE],
])("%s loads the driver of its engine only", async (entry, own, other) => {
  const loaded = await loadedBy(entry);
  expect(loaded.some((input) => own.test(input))).toBe(true);
  expect(loaded.filter((input) => other.test(input))).toEqual([]);
});
