import { readdirSync } from "node:fs";
import { expect, it } from "vitest";
import { parseOwner } from "../../src/domain/owner.ts";
import { toKey } from "../../src/oauth/server/secret-key.ts";
import { useStore } from "./copy-support.ts";
import { call } from "./in-process.ts";
import { makeFolder } from "./support.ts";

const ON = { AWARENESS_OAUTH_SERVER: "true" };
const folderEnv = () => ({ AWARENESS_DATA_DIR: makeFolder(), ...ON });

const linkIn = (env: Record<string, string>, url: string) =>
  useStore({ kind: "sqlite", path: `${env.AWARENESS_DATA_DIR}/awareness.db` }, (store) =>
    store.links.find(toKey(url.split("/").at(-1) ?? "")),
  );

it("prints a link for a user, who may have no account, and keeps its hash", async () => {
  const env = folderEnv();
  const { code, stdout, stderr } = await call(["user", "invite", "ada"], env);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const [url = "", about, account] = stdout.split("\n");
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:8420\/oauth\/link\/[\w-]{43}$/);
  expect(about).toMatch(/^Works once, until \d{4}-.*Z: ada chooses a password or a passkey there\.$/);
  expect(account).toBe("ada has no account so far; the link makes one.");
  const link = await linkIn(env, url);
  expect(link).toMatchObject({ kind: "invite", owner: parseOwner("ada") });
  expect((link?.expiresAt ?? 0) - (link?.createdAt ?? 0)).toBe(3 * 86_400_000);
});

it("leads to the public address, below the mount path, and works as long as asked for", async () => {
  const env = {
    ...folderEnv(),
    AWARENESS_PUBLIC_URL: "https://memory.example.org",
    AWARENESS_MOUNT_PATH: "/awareness",
  };
  await call(["user", "add", "ada"], env);
  const { code, stdout } = await call(["user", "invite", "ada", "--expires", "12h", "--json"], env);
  const answer = JSON.parse(stdout);
  expect([code, answer]).toEqual([
    0,
    { user: "ada", link: expect.any(String), expires_at: expect.any(String), has_account: true },
  ]);
  expect(answer.link).toMatch(/^https:\/\/memory\.example\.org\/awareness\/oauth\/link\/[\w-]{43}$/);
  const link = await linkIn(env, answer.link);
  expect((link?.expiresAt ?? 0) - (link?.createdAt ?? 0)).toBe(12 * 3_600_000);
});

it("user add --invite adds and invites", async () => {
  const { code, stdout } = await call(["user", "add", "ada", "--invite"], folderEnv());
  expect(code).toBe(0);
  expect(stdout).toMatch(/^Added ada\.\nhttp:\/\/127\.0\.0\.1:8420\/oauth\/link\/[\w-]{43}\nWorks once/);
});

it.each([
  [["user", "invite", "ada"], { AWARENESS_OAUTH_SERVER: "false" }, 1, /AWARENESS_OAUTH_SERVER=true/],
  [["user", "add", "ada", "--invite"], { AWARENESS_OAUTH_SERVER: "false" }, 1, /AWARENESS_OAUTH_SERVER=true/],
  [["user", "invite", "ada"], { AWARENESS_HOST: "0.0.0.0" }, 1, /AWARENESS_PUBLIC_URL/],
  [["user", "invite", "ada"], { AWARENESS_PORT: "0" }, 1, /AWARENESS_PUBLIC_URL/],
  [["user", "invite", "a b"], {}, 2, /cannot be an id/],
  [["user", "invite", "ada", "--expires", "3 days"], {}, 2, /--expires: A lifetime/],
  [["user", "invite"], {}, 2, /missing required argument 'id'/],
])("%j with %j ends with one line and leaves nothing behind", async (args, different, code, message) => {
  const env = { ...folderEnv(), ...different };
  const result = await call(args, env);
  expect([result.code, result.stdout]).toEqual([code, ""]);
  expect(result.stderr).toMatch(message);
  expect(result.stderr).toMatch(/^awareness: .+\n$/);
  expect(readdirSync(env.AWARENESS_DATA_DIR)).toEqual([]);
});
