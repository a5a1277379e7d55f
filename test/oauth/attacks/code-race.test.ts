import { expect, it } from "vitest";
import { createCallNotes } from "../../../src/oauth/server/call-notes.ts";
import { loadLibrary } from "../../../src/oauth/server/library.ts";
import { createRecordAdapter } from "../../../src/oauth/server/record-adapter.ts";
import { authorize, authorizeUrl, makePkce, redeem, register } from "../support/flow.ts";
import { startOAuthNode } from "../support/node.ts";
import { aMovingClock } from "./support/clock.ts";

it("of two nodes that have both read a code before either used it, one uses it, and the connection ends", async () => {
  const clock = aMovingClock();
  const node = await startOAuthNode({ clock });
  await node.addUser();
  const { client_id: id } = await register(node);
  const pkce = makePkce();
  const callback = await authorize(node, authorizeUrl(node, id, pkce));
  const { oauthRecords: records, grants } = await node.store();
  const { errors } = await loadLibrary();
  const other = createRecordAdapter({
    kind: "code",
    records,
    grants,
    clock,
    errors,
    notes: createCallNotes(),
    returnTo: () => "",
  });
  const code = callback.searchParams.get("code") ?? "";
  expect(await other.find(code)).not.toHaveProperty("consumed");
  expect(await redeem(node, id, callback, pkce)).toMatchObject({ status: 200 });
  expect(await grants.list(clock.now())).toHaveLength(1);
  await expect(other.consume(code)).rejects.toThrow("invalid_grant");
  expect(await grants.list(clock.now())).toEqual([]);
});
