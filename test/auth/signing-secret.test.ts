import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";
import { build } from "esbuild";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { generateSecret, loadOrCreateSecret } from "../../src/auth/signing-secret.ts";
import { AwarenessError } from "../../src/domain/errors.ts";

/** Makes a program that prints the secret of the folder it is given, or why there is none. */
async function buildPrinter(outfile: string): Promise<string> {
  const contents = `
    import { loadOrCreateSecret } from "./src/auth/signing-secret.ts";
    console.log(await loadOrCreateSecret(process.argv[2]).catch((error) => error.message));
  `;
  const resolveDir = join(import.meta.dirname, "..", "..");
  await build({
    stdin: { contents, resolveDir },
    bundle: true,
    platform: "node",
    format: "esm",
    outfile,
    logLevel: "error",
  });
  return outfile;
}

async function printSecret(script: string, dataDir: string, uid?: number): Promise<string> {
  const user = uid === undefined ? {} : { uid };
  const { stdout } = await promisify(execFile)(process.execPath, [script, dataDir], { ...user, cwd: "/" });
  return stdout.trim();
}

let base: string;
let dir: string;
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), "awareness-secret-"));
  dir = join(base, "new", "data");
});
afterEach(() => rm(base, { recursive: true, force: true }));

const refusal = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

it("a fresh secret has 256 random bits in 43 URL-safe characters", () => {
  const secrets = Array.from({ length: 100 }, generateSecret);
  for (const secret of secrets) expect(secret).toMatch(/^[\w-]{43}$/);
  expect(new Set(secrets).size).toBe(100);
});

describe("the kept secret", () => {
  it("is made on first use, for the owner of the folder alone, and stays", async () => {
    const secret = await loadOrCreateSecret(dir);
    expect(await loadOrCreateSecret(dir)).toBe(secret);
    expect((await stat(dir)).mode & 0o777).toBe(0o700);
    expect((await stat(join(dir, "jwt-secret"))).mode & 0o777).toBe(0o600);
    expect(await readdir(dir)).toEqual(["jwt-secret"]);
    expect((await readFile(join(dir, "jwt-secret"), "utf8")).trim()).toBe(secret);
  });

  it("may be put there by hand, with a line break at the end", async () => {
    await mkdir(dir, { recursive: true });
    await writeFile(join(dir, "jwt-secret"), `${"s".repeat(32)}\r\n`);
    expect(await loadOrCreateSecret(dir)).toBe("s".repeat(32));
  });

  it("is the same for eight calls at once", async () => {
    const secrets = await Promise.all(Array.from({ length: 8 }, () => loadOrCreateSecret(dir)));
    expect(new Set(secrets).size).toBe(1);
    expect(await readdir(dir)).toEqual(["jwt-secret"]);
  });

  it("is the same for calls that overlap in every way", async () => {
    for (let round = 0; round < 30; round += 1) {
      const place = join(dir, String(round));
      const calls = Array.from({ length: 8 }, async (_, index) => {
        await setTimeout(((index * (round % 10)) / 10) * 2);
        return loadOrCreateSecret(place);
      });
      expect(new Set(await Promise.all(calls)).size).toBe(1);
    }
  });

  it("is the same for eight processes that start at once", async () => {
    const script = await buildPrinter(join(base, "print.mjs"));
    const secrets = await Promise.all(Array.from({ length: 8 }, () => printSecret(script, dir)));
    expect(secrets[0]).toMatch(/^[\w-]{43}$/);
    expect(new Set(secrets).size).toBe(1);
    expect(await readdir(dir)).toEqual(["jwt-secret"]);
  });
});

it("a file that others may read, say from a backup, is closed to them", async () => {
  await mkdir(dir, { recursive: true });
  const path = join(dir, "jwt-secret");
  await writeFile(path, "s".repeat(32));
  await chmod(path, 0o644);
  await loadOrCreateSecret(dir);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

describe("is refused, and nothing overwritten", () => {
  it("when the file is too short, cut or empty", async () => {
    await mkdir(dir, { recursive: true });
    const path = join(dir, "jwt-secret");
    for (const text of ["", "\n", "s".repeat(31), ` ${"s".repeat(31)} \n`]) {
      await writeFile(path, text);
      const error = await refusal(loadOrCreateSecret(dir));
      expect(error).toBeInstanceOf(AwarenessError);
      expect(error).toMatchObject({ code: "unavailable", message: expect.stringContaining("32 bytes") });
      expect(await readFile(path, "utf8")).toBe(text);
    }
  });

  it("when a file is in place of the folder, or a folder in place of the file", async () => {
    await writeFile(join(base, "file"), "");
    await mkdir(join(dir, "jwt-secret"), { recursive: true });
    for (const place of [join(base, "file", "data"), dir]) {
      const error = await refusal(loadOrCreateSecret(place));
      expect(error).toMatchObject({
        code: "unavailable",
        message: expect.stringContaining("AWARENESS_JWT_SECRET"),
      });
      expect(String(error)).not.toContain(base);
    }
  });

  it("when the folder may not be written by this user", async () => {
    await mkdir(dir, { recursive: true });
    await chmod(base, 0o755);
    await chmod(join(base, "new"), 0o755);
    await chmod(dir, 0o555);
    const script = await buildPrinter(join(base, "print.mjs"));
    // Root may write everywhere, so an unprivileged process does it.
    const uid = process.getuid?.() === 0 ? 65_534 : undefined;
    expect(await printSecret(script, dir, uid)).toContain("make the folder AWARENESS_DATA_DIR writable");
    expect(await readdir(dir)).toEqual([]);
  });
});
