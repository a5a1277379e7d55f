import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Launch, runToEnd } from "../../torture/program.ts";
import { makeTempDir } from "../helpers/temp-dir.ts";

const NOBODY = 65_534;

/** Root may write everywhere, so its server becomes nobody before anything else. */
const AS_NOBODY =
  process.getuid?.() === 0
    ? [
        "--import",
        `data:text/javascript,${encodeURIComponent(
          `process.setgroups([]); process.setgid(${NOBODY}); process.setuid(${NOBODY});`,
        )}`,
      ]
    : [];

const COMMANDS = [
  { transport: "stdio", args: ["serve"] },
  { transport: "http", args: ["serve", "--http", "--port", "0"] },
] as const;

const REMEDY = "Set AWARENESS_DATA_DIR or AWARENESS_DATABASE_URL to a place you may write.";

async function refuse(launch: Launch, args: readonly string[]): Promise<string> {
  const { end, stdout, stderr } = await runToEnd(launch, args, 15_000);
  expect([end, stdout]).toEqual([1, ""]);
  return stderr;
}

describe.each(COMMANDS)("over $transport", ({ args }) => {
  it("a data folder that may not be entered is refused in one line with the remedy", async () => {
    const parent = makeTempDir();
    chmodSync(parent, 0o755);
    const dataDir = join(parent, "closed");
    mkdirSync(dataDir, { mode: 0o000 });
    expect(await refuse({ dataDir, nodeArgs: AS_NOBODY }, args)).toBe(
      `awareness: The data folder cannot be used: permission denied. ${REMEDY}\n`,
    );
    chmodSync(dataDir, 0o700);
    expect(readdirSync(dataDir)).toEqual([]);
  });

  it("a data folder that may not be made is refused in one line with the remedy", async () => {
    const parent = makeTempDir();
    chmodSync(parent, 0o555);
    expect(await refuse({ dataDir: join(parent, "data"), nodeArgs: AS_NOBODY }, args)).toBe(
      `awareness: The data folder cannot be used: permission denied. ${REMEDY}\n`,
    );
    chmodSync(parent, 0o700);
    expect(readdirSync(parent)).toEqual([]);
  });

  it("a file in the place of the data folder is refused and keeps every byte", async () => {
    const dataDir = join(makeTempDir(), "data");
    writeFileSync(dataDir, "a file");
    expect(await refuse({ dataDir }, args)).toBe(
      `awareness: The data folder cannot be used: a file is in its place. ${REMEDY}\n`,
    );
    expect(readFileSync(dataDir, "utf8")).toBe("a file");
  });

  it("a folder in the place of the database file is refused in one line", async () => {
    const dataDir = makeTempDir();
    mkdirSync(join(dataDir, "awareness.db"));
    expect(await refuse({ dataDir }, args)).toMatch(/^awareness: [^\n]+\n$/);
    expect(readdirSync(join(dataDir, "awareness.db"))).toEqual([]);
  });
});

describe("a port in use", () => {
  it("is refused in one line that names it and says what to do", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const { port } = other.address() as AddressInfo;
    const stderr = await refuse({ dataDir: makeTempDir() }, ["serve", "--http", "--port", String(port)]);
    other.close();
    expect(stderr.trimEnd().split("\n").at(-1)).toBe(
      `awareness: Cannot listen on 127.0.0.1 port ${port}: the port is in use; stop the other program or choose another port with --port (AWARENESS_PORT).`,
    );
  });
});
