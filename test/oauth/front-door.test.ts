import { beforeAll, describe, expect, it } from "vitest";
import { type OAuthNode, startOAuthNode } from "./support/node.ts";

const BROWSER = { accept: "text/html,application/xhtml+xml,*/*;q=0.8" };

let node: OAuthNode;
let mounted: OAuthNode;
beforeAll(async () => {
  node = await startOAuthNode();
  mounted = await startOAuthNode({ config: { mountPath: "/memory" } });
});

describe("the public URL", () => {
  it("leads a person who opens it to the account", async () => {
    const answer = await node.fetch(`${node.issuer}/`, { headers: BROWSER });
    expect([answer.status, answer.headers.get("location")]).toEqual([303, "/oauth/account"]);
  });

  it.each(["https://memory.example/memory", "https://memory.example/memory/"])(
    "with a mount path does so as %s",
    async (url) => {
      const answer = await mounted.fetch(url, { headers: BROWSER });
      expect([answer.status, answer.headers.get("location")]).toEqual([303, "/memory/oauth/account"]);
    },
  );

  it.each([
    ["a program", {}, "GET", "/"],
    ["a program that takes anything", { accept: "*/*" }, "GET", "/"],
    ["a form", BROWSER, "POST", "/"],
    ["a page that is not there", BROWSER, "GET", "/nothing"],
  ])("has nothing for %s", async (_, headers, method, path) => {
    const answer = await node.fetch(`${node.issuer}${path}`, { method, headers });
    expect([answer.status, await answer.json()]).toEqual([404, { error: "Not found" }]);
  });

  it("has nothing outside of the mount path", async () => {
    const answer = await mounted.fetch("https://memory.example/", { headers: BROWSER });
    expect(answer.status).toBe(404);
  });
});

describe("the set-up page", () => {
  const setUp = async (on: OAuthNode) => {
    const link = /https?:\/\/\S+\/oauth\/link\/[\w-]+/.exec(on.notes.join("\n"))?.[0] ?? "";
    return (await on.browser().open(link)).html;
  };

  it("on an address says why there are no passkeys, and the name that has some", async () => {
    const local = await startOAuthNode({ config: { publicUrl: undefined } });
    const html = await setUp(local);
    expect(html).toContain(`http://localhost:${local.port}</span>`);
    expect(html).toContain("AWARENESS_PUBLIC_URL");
  });

  it("on a name has nothing to say of that", async () => {
    expect(await setUp(node)).not.toContain("Passkeys need a host name");
  });
});
