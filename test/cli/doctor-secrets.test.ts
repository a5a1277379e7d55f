import { expect, it } from "vitest";
import { requireKnown, scanSecrets } from "../../src/app/doctor/scan-secrets.ts";
import type { DatabaseTarget } from "../../src/config/config.ts";
import type { StoredSecret } from "../../src/domain/secrets/scan-stored.ts";
import { alice, anEntry, author, bob } from "../contract/fixtures.ts";
import { createRandom, draw } from "../unit/domain/secrets/draw.ts";
import { carol, deps, makeFile, makeServer, useStore } from "./copy-support.ts";
import { makeFolder, run } from "./support.ts";

const random = createRandom(3);
const BODY = draw("{A36}", random);
const SECRET = `npm_${BODY}`;
const KIND = "npm access token";

/** A secret in a live note, an old version, the trash, an action, and at another owner's. */
async function fill(target: DatabaseTarget) {
  const live = anEntry({ data: { description: "plain", content: `{"a":"${SECRET}"}` } });
  const edited = anEntry({ data: { description: `was ${SECRET}` } });
  const trashed = anEntry({ tags: [SECRET], data: { description: "plain" } });
  const clean = anEntry({ data: { description: "plain" } });
  const others = anEntry({ data: { description: SECRET } });
  await useStore(target, async (store) => {
    for (const entry of [live, edited, trashed, clean]) await store.entries.insert(alice, entry, author);
    await store.entries.insert(bob, others, author);
    const change = () => ({ kind: "updated" as const, data: { description: "plain" } });
    await store.entries.change(alice, edited.id, change, author);
    await store.trash.trash(alice, { by: "id", id: trashed.id }, author);
    await store.activity.recordAction(alice, {
      entryId: clean.id,
      at: 7,
      action: "did it",
      detail: SECRET,
      tags: [],
    });
  });
  const places = [
    { entryId: live.id, version: 1, field: "content" },
    { entryId: edited.id, version: 1, field: "description" },
    { entryId: trashed.id, version: 1, field: "tags" },
    { entryId: trashed.id, version: 2, field: "tags" },
    { entryId: clean.id, field: "detail" },
  ].map((place) => ({ owner: alice, kind: KIND, ...place }));
  return {
    mine: places,
    theirs: { owner: bob, kind: KIND, entryId: others.id, version: 1, field: "description" },
  };
}

const inOrder = (found: readonly StoredSecret[]) =>
  found.map((secret) => JSON.stringify(secret, Object.keys(secret).sort())).sort();

it.each([
  ["a file", async () => makeFile()],
  ["Postgres", () => makeServer()],
] as const)("on %s every place is found, of one owner or of all", async (_, make) => {
  const target: DatabaseTarget = await make();
  const { mine, theirs } = await fill(target);
  const found: StoredSecret[] = [];
  const scan = await scanSecrets({ database: target }, deps, alice, (secret) => found.push(secret));
  expect(inOrder(found)).toEqual(inOrder(mine));
  expect(scan.found).toBe(mine.length);
  found.length = 0;
  await scanSecrets({ database: target }, deps, undefined, (secret) => found.push(secret));
  expect(inOrder(found)).toEqual(inOrder([...mine, theirs]));
});

it.each([
  ["a file", async () => makeFile()],
  ["Postgres", () => makeServer()],
] as const)("on %s whoever has an account or anything stored is known, and nobody else", async (_, make) => {
  const target: DatabaseTarget = await make();
  const isKnown = async (owner: typeof alice) => {
    const outcome = await requireKnown({ database: target }, deps, owner).catch(({ code }) => code);
    return outcome === undefined ? true : outcome;
  };
  if (target.kind === "sqlite") expect(await isKnown(alice)).toBe("not_found");
  await useStore(target, async ({ users, tokens }) => {
    await users.add({ id: alice, timeZone: "UTC", identities: [] }, 1);
    await tokens.insert({ owner: bob, id: "token", createdAt: 1, expiresAt: 2 });
  });
  expect(await Promise.all([alice, bob, carol].map(isKnown))).toEqual([true, true, "not_found"]);
});

it("the command says where credentials are, what to do, and never what they are", async () => {
  const env = { AWARENESS_DATA_DIR: makeFolder(), AWARENESS_DEFAULT_OWNER: "ada" };
  const empty = await run(["doctor", "--secrets"], env);
  expect(empty).toMatchObject({ code: 0, stderr: "" });
  expect(JSON.parse((await run(["doctor", "--secrets", "--json"], env)).stdout)).toMatchObject({
    findings: [],
    ok: true,
  });

  const refused = await run(["remember", `it is ${SECRET}`], env);
  expect(refused).toMatchObject({ code: 1, stdout: "" });
  expect(refused.stderr).toContain(`(${KIND})`);
  expect(refused.stderr).toContain("--allow-secret");
  expect(refused.stderr).not.toContain(BODY.slice(0, 6));
  const { stdout: stored } = await run(["remember", `it is ${SECRET}`, "--allow-secret", "--json"], env);
  const { id } = JSON.parse(stored);

  const { code, stdout } = await run(["doctor", "--secrets"], env);
  expect(code).toBe(1);
  expect(stdout).toContain(`${id}  version 1  description: ${KIND}`);
  expect(stdout).toContain("where it was issued");
  const json = await run(["doctor", "--secrets", "--all", "--json"], env);
  expect(json.code).toBe(1);
  expect(JSON.parse(json.stdout)).toMatchObject({
    ok: false,
    findings: [{ owner: "ada", entry_id: id, version: 1, field: "description", kind: KIND }],
  });
  expect(stdout + json.stdout).not.toContain(BODY.slice(0, 6));
  const nobody = await run(["doctor", "--secrets", "--user", "bob", "--json"], env);
  expect(nobody).toMatchObject({ code: 1, stdout: "" });
  expect(nobody.stderr).toMatch(/^awareness: The user "bob" was not found; .*\n$/);
  await run(["user", "add", "bob"], env);
  expect(await run(["doctor", "--secrets", "--user", "bob"], env)).toMatchObject({
    code: 0,
    stdout: "No credentials in 0 entries, versions and actions.\n",
  });
  expect((await run(["doctor", "--secrets", "--user", "bob", "--all"], env)).code).toBe(2);
  expect((await run(["doctor", "--all"], env)).code).toBe(2);
});
