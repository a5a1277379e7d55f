import { execFile } from "node:child_process";
import { chown, mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { afterEach, beforeEach, expect, it } from "vitest";
import { secretId } from "../../src/auth/secret-lines.ts";
import { dropSecrets, findSecrets, loadOrCreateSecret, rotateSecret } from "../../src/auth/signing-secret.ts";
import { aClock } from "./support/tokens.ts";

const clock = aClock();
let dir: string;
let path: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "awareness-rotation-"));
  path = join(dir, "jwt-secret");
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const secrets = async () => ((await findSecrets(dir)) ?? []).map(({ secret }) => secret);

it("a new secret comes first, the old ones stay behind it, and each says when it was made", async () => {
  const first = await loadOrCreateSecret(dir);
  await utimes(path, 1_000_000, 1_000_000);
  const second = (await rotateSecret(dir, clock))[0]?.secret;
  clock.set(clock.now() + 5_000);
  const third = (await rotateSecret(dir, clock))[0]?.secret;
  expect(new Set([first, second, third]).size).toBe(3);
  expect(await loadOrCreateSecret(dir)).toBe(third);
  expect(await findSecrets(dir)).toEqual([
    { secret: third, createdAt: clock.now() },
    { secret: second, createdAt: clock.now() - 5_000 },
    { secret: first, createdAt: 1_000_000_000 },
  ]);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readdir(dir)).toEqual(["jwt-secret"]);
});

it("a file stays its owner's, whoever rotates", async () => {
  await loadOrCreateSecret(dir);
  // Only root may give files away.
  const uid = process.getuid?.() === 0 ? 65_534 : (await stat(path)).uid;
  await chown(path, uid, (await stat(path)).gid);
  await rotateSecret(dir, clock);
  expect((await stat(path)).uid).toBe(uid);
});

it("a folder without a secret gets two", async () => {
  expect(await rotateSecret(join(dir, "new"), clock)).toHaveLength(2);
});

it("a file may be written by hand, one secret a line, whatever a secret begins with", async () => {
  const lines = [
    `#${"a".repeat(40)}`,
    `# 2026-11-21 ${"b".repeat(32)}`,
    "correct horse battery staple and more",
  ];
  await writeFile(path, `\n${lines.join("\r\n\r\n")}`);
  expect(await secrets()).toEqual(lines);
  await rotateSecret(dir, clock);
  expect((await secrets()).slice(1)).toEqual(lines);
});

it("dropped secrets are gone, and of the last one the file stays, without it", async () => {
  await rotateSecret(dir, clock);
  await rotateSecret(dir, clock);
  const [third = "", second = "", first = ""] = await secrets();
  await dropSecrets(dir, (id) => id === secretId(second));
  expect(await secrets()).toEqual([third, first]);
  await dropSecrets(dir, () => true);
  expect(await findSecrets(dir)).toEqual([]);
  expect(await readdir(dir)).toEqual(["jwt-secret"]);
});

it("after all were ended the next one is made once, and an emptied file still is damage", async () => {
  const before = await loadOrCreateSecret(dir);
  await dropSecrets(dir, () => true);
  const made = await Promise.all([1, 2, 3].map(() => loadOrCreateSecret(dir)));
  expect(new Set([...made, before]).size).toBe(2);
  expect(await secrets()).toEqual([made[0]]);
  await writeFile(path, "");
  await expect(findSecrets(dir)).rejects.toMatchObject({ code: "unavailable" });
});

it("a seventh secret is refused, and nothing changed", async () => {
  for (let count = 1; count < 6; count += 1) await rotateSecret(dir, clock);
  const before = await readFile(path, "utf8");
  await expect(rotateSecret(dir, clock)).rejects.toMatchObject({
    code: "unavailable",
    message: expect.stringContaining("awareness keys drop"),
  });
  expect(await readFile(path, "utf8")).toBe(before);
  expect(await secrets()).toHaveLength(6);
});

it("a short line is refused, and nothing changed", async () => {
  const text = `${"s".repeat(40)}\nshort\n`;
  await writeFile(path, text);
  await expect(rotateSecret(dir, clock)).rejects.toMatchObject({ code: "unavailable" });
  expect(await readFile(path, "utf8")).toBe(text);
});

it("processes that rotate at once all get their secret, and none is lost", async () => {
  const first = await loadOrCreateSecret(dir);
  const script = join(dir, "rotate.mjs");
  await build({
    stdin: {
      contents: `
        import { rotateSecret } from "./src/auth/signing-secret.ts";
        const [{ secret }] = await rotateSecret(process.argv[2], { now: () => 0 });
        console.log(secret);
      `,
      resolveDir: join(import.meta.dirname, "..", ".."),
    },
    bundle: true,
    platform: "node",
    format: "esm",
    outfile: script,
    logLevel: "error",
  });
  const rotate = async () => (await promisify(execFile)(process.execPath, [script, dir])).stdout.trim();
  const made = await Promise.all(Array.from({ length: 5 }, rotate));
  expect(new Set(await secrets())).toEqual(new Set([first, ...made]));
  expect(await secrets()).toHaveLength(6);
});

it("a rotation that was ended in the middle is named, with the file to remove", async () => {
  await mkdir(dir, { recursive: true });
  const first = await loadOrCreateSecret(dir);
  await writeFile(join(dir, ".jwt-secret.lock"), "");
  await expect(rotateSecret(dir, clock)).rejects.toMatchObject({
    code: "unavailable",
    message: expect.stringContaining("remove the file .jwt-secret.lock"),
  });
  expect(await secrets()).toEqual([first]);
});
