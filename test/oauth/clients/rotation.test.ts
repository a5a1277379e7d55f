import { decodeProtectedHeader } from "jose";
import { expect, it } from "vitest";
import { rotateKeys } from "../../../src/app/keys.ts";
import { createLogger } from "../../../src/telemetry/logger.ts";
import { callMcp, connect, postToken } from "../support/flow.ts";
import { startOAuthNode } from "../support/node.ts";
import { passMinutes } from "../support/pass-time.ts";

it("a rotated key is published at once, signs ten minutes later, and tokens of the old one stay good", async () => {
  const node = await startOAuthNode();
  await node.addUser();
  const { client, tokens } = await connect(node);
  const refresh = async (token: string | undefined) => {
    const form = { grant_type: "refresh_token", client_id: client.client_id, refresh_token: token };
    return (await postToken(node, form)).json as Record<string, string>;
  };
  const kid = (token: string | undefined) => decodeProtectedHeader(token ?? "").kid;
  const deps = {
    clock: { now: () => Date.now() },
    log: createLogger("silent", { write: () => {} }),
    packageRoot: process.cwd(),
  };
  const { made } = await rotateKeys(node.config, deps, { now: false, revokeOld: false });
  const next = made.find(({ algorithm }) => algorithm === "ES256");
  passMinutes(1);
  const response = await node.fetch(`${node.issuer}/.well-known/jwks.json`);
  const { keys } = (await response.json()) as { readonly keys: readonly { readonly kid: string }[] };
  expect(keys.map(({ kid }) => kid)).toContain(next?.id);
  const before = await refresh(tokens.refresh_token);
  expect(kid(before.access_token)).toBe(kid(tokens.access_token));
  passMinutes(10);
  const after = await refresh(before.refresh_token);
  expect(kid(after.access_token)).toBe(next?.id);
  expect(await callMcp(node, before.access_token ?? "")).toBe(200);
  expect(await callMcp(node, after.access_token ?? "")).toBe(200);
});
