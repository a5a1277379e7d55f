import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/**
 * The folder that holds `package.json` and `migrations/`, looked for upwards from a module: from `dist/` when bundled,
 * from `src/` in a test.
 * @throws Error when the package is incomplete.
 */
export function findPackageRoot(moduleUrl: string): string {
  let folder = path.dirname(fileURLToPath(moduleUrl));
  while (!(existsSync(path.join(folder, "migrations")) && existsSync(path.join(folder, "package.json")))) {
    const parent = path.dirname(folder);
    if (parent === folder)
      throw new Error("The package is incomplete: migrations/ is missing; install it again.");
    folder = parent;
  }
  return folder;
}

/** Version of the program, from its `package.json`. */
export function readVersion(packageRoot: string): string {
  const manifest: unknown = JSON.parse(readFileSync(path.join(packageRoot, "package.json"), "utf8"));
  const version =
    manifest !== null && typeof manifest === "object" && "version" in manifest && manifest.version;
  return typeof version === "string" ? version : "0.0.0";
}

/** The migrations of one engine. */
export function migrationsDir(packageRoot: string, engine: "sqlite" | "postgres"): string {
  return path.join(packageRoot, "migrations", engine);
}
