import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { makeCertificate } from "../auth/providers/support/certificate.ts";
import { AUDIENCE, startFakeProvider } from "../auth/providers/support/fake-provider.ts";
import { connectClient } from "../helpers/clients.ts";
import { startHttpServer } from "../helpers/server-process.ts";
import { makeTempDir } from "../helpers/temp-dir.ts";

const clock = { now: () => Date.now() };

it("a provider over https is believed when its certificate is, and not asked for anything otherwise", async () => {
  const tls = makeCertificate();
  const file = join(makeTempDir(), "ca.pem");
  writeFileSync(file, tls.cert);
  await using provider = await startFakeProvider({ tls });
  const env = {
    AWARENESS_OAUTH_ISSUER: provider.issuer,
    AWARENESS_OAUTH_AUDIENCE: AUDIENCE,
    AWARENESS_OAUTH_AUTO_PROVISION: "true",
  };
  const token = provider.key.sign(provider.claims(clock));
  const [trusting, wary] = await Promise.all([
    startHttpServer({ env: { ...env, NODE_EXTRA_CA_CERTS: file } }),
    startHttpServer({ env }),
  ]);
  const client = await connectClient("v2 modern", { kind: "http", url: trusting.url, token });
  expect((await client.callTool("get_stats")).isError).toBe(false);
  await client.close();
  const hits = provider.total();
  const answer = await fetch(wary.url, { method: "POST", headers: { authorization: `Bearer ${token}` } });
  expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "30"]);
  expect(wary.stderr()).toContain("cannot be reached (DEPTH_ZERO_SELF_SIGNED_CERT)");
  expect(provider.total()).toBe(hits);
  expect(await Promise.all([trusting.stop(), wary.stop()])).toEqual([0, 0]);
});
