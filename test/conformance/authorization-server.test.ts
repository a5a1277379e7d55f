import { expect, it } from "vitest";
import { freePort } from "../helpers/postgres/free-port.ts";
import { authorize, register } from "../oauth/support/flow.ts";
import { type OAuthNode, startOAuthNode } from "../oauth/support/node.ts";
import { listAuthorizationScenarios, runAuthorization } from "./authorization-runner.ts";

const SCENARIOS = ["authorization-server-metadata-endpoint", "authorization-code-grant"];

/** Every revision that has them, and every way in which a server of ours may be found. */
const RUNS = [
  { version: "2025-03-26", mountPath: "", withResource: false },
  { version: "2025-06-18", mountPath: "", withResource: true },
  { version: "2025-11-25", mountPath: "/memory", withResource: true },
  { version: "2026-07-28", mountPath: "", withResource: true },
] as const;

it("the official runner has no scenario for authorization servers that is not run here", async () => {
  expect(await listAuthorizationScenarios()).toEqual(SCENARIOS);
});

it.each(RUNS)(
  "the OAuth server passes the official scenarios of $version (mount path '$mountPath')",
  async ({ version, mountPath, withResource }) => {
    // On the loopback, where the runner can reach it.
    const node: OAuthNode = await startOAuthNode({ config: { publicUrl: undefined, mountPath } });
    await node.addUser();
    const port = await freePort("127.0.0.1");
    const callback = `http://127.0.0.1:${port}/callback`;
    const { client_id: clientId } = await register(node, { redirect_uris: [callback] });
    const target = { url: node.issuer, clientId, port, version };
    const { code, output, results } = await runAuthorization(
      withResource ? { ...target, resource: node.resource } : target,
      async (url) => {
        await fetch(await authorize(node, url));
      },
    );
    expect([...results.keys()].toSorted()).toEqual(SCENARIOS.toSorted());
    for (const [name, { checks, unmet }] of results) {
      expect(unmet, output).toEqual([]);
      expect(checks, name).toBeGreaterThan(0);
    }
    expect(output).toContain("Total: ");
    expect(code, output).toBe(0);
  },
);
