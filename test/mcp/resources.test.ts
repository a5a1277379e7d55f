import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Harness, type TestClient } from "../helpers/mcp-harness.ts";

type Entries = readonly Record<string, unknown>[];

async function readText(client: TestClient, uri: string): Promise<{ uri: string; text: string }> {
  const { contents } = await client.sdk.readResource({ uri });
  expect(contents).toHaveLength(1);
  expect(contents[0]).toMatchObject({ mimeType: "application/json" });
  return contents[0] as { uri: string; text: string };
}

const read = async (client: TestClient, uri: string) => JSON.parse((await readText(client, uri)).text);

const alert = (source: string, alert_id: string, more: object = {}) => ({
  source,
  alert_id,
  tags: ["ops"],
  level: "warning",
  alert_type: "threshold",
  message: `${alert_id} of ${source}`,
  ...more,
});

describe.each([
  ["2026-07-28", false],
  ["2025-11-25", true],
])("resources over %s", (_revision, legacy) => {
  let harness: Harness;
  let alice: TestClient;
  let bob: TestClient;
  let note: string;
  beforeAll(async () => {
    harness = await Harness.open();
    alice = await harness.client({ owner: "alice", legacy });
    bob = await harness.client({ owner: "bob", legacy });
    note = (await alice.ok("remember", { source: "home", tags: ["a"], description: "CANARY note" })).id;
    await alice.ok("report_alert", alert("nas", "disk"));
    await alice.ok("report_alert", alert("nas", "fan", { resolved: true }));
    await alice.ok("report_alert", alert("rack/one 100%", "door"));
    await alice.ok("report_status", { source: "rack/one 100%", tags: [], metrics: { open: 1 } });
    await alice.ok("suppress_alert", { source: "printer", reason: "CANARY reason" });
  });
  afterAll(() => harness.close());

  it("are listed with four fixed URIs and three templates", async () => {
    const { resources } = await alice.sdk.listResources();
    expect(resources.map(({ uri }) => uri)).toEqual([
      "awareness://briefing",
      "awareness://alerts",
      "awareness://knowledge",
      "awareness://suppressions",
    ]);
    const { resourceTemplates } = await alice.sdk.listResourceTemplates();
    expect(resourceTemplates.map(({ uriTemplate }) => uriTemplate)).toEqual([
      "awareness://alerts/{source}",
      "awareness://status/{source}",
      "awareness://entry/{id}",
    ]);
    expect(JSON.stringify([resources, resourceTemplates])).not.toMatch(/CANARY|nas|rack/);
  });

  it("hold what their tool twins answer", async () => {
    expect(await read(alice, "awareness://briefing")).toEqual(await alice.ok("get_briefing"));
    expect(await read(alice, "awareness://alerts")).toEqual((await alice.ok("get_alerts")).entries);
    const ofNas = await alice.ok("get_alerts", { source: "nas" });
    expect(await read(alice, "awareness://alerts/nas")).toEqual(ofNas.entries);
    expect((ofNas.entries as Entries).map(({ data }) => data)).toMatchObject([{ alert_id: "disk" }]);
    const status = await alice.ok("get_status", { source: "rack/one 100%" });
    expect(await read(alice, `awareness://status/${encodeURIComponent("rack/one 100%")}`)).toEqual(status);
    expect(await read(alice, "awareness://knowledge")).toEqual((await alice.ok("get_knowledge")).entries);
    expect(await read(alice, "awareness://suppressions")).toEqual(
      (await alice.ok("get_suppressions")).entries,
    );
    expect(await read(alice, `awareness://entry/${note}`)).toMatchObject({
      id: note,
      type: "note",
      data: { description: "CANARY note" },
      version: 1,
    });
  });

  it("are reachable by the url of a search hit", async () => {
    const { results } = await alice.ok("search", { query: "CANARY note" });
    expect(await read(alice, results[0].url)).toMatchObject({ id: note });
  });

  it("repeat the URI they were asked for", async () => {
    expect((await readText(alice, "awareness://alerts/nas")).uri).toBe("awareness://alerts/nas");
  });

  it("have their variable percent-decoded once", async () => {
    const encoded = encodeURIComponent("rack/one 100%");
    expect(await read(alice, `awareness://alerts/${encoded}`)).toHaveLength(1);
    expect(await read(alice, `awareness://alerts/${encodeURIComponent(encoded)}`)).toEqual([]);
  });

  it.each([
    "awareness://status/unknown",
    "awareness://entry/unknown",
    "awareness://nothing",
    "awareness://alerts/",
    "awareness://alerts/%",
    "awareness://alerts/%00",
    "awareness://alerts/a/b",
    "awareness://status/../../etc/passwd",
    "awareness://entry/%2e%2e%2f%2e%2e%2fpasswd",
    `awareness://alerts/${"x".repeat(3000)}`,
  ])("answer %s as an unknown resource", async (uri) => {
    await expect(alice.sdk.readResource({ uri })).rejects.toMatchObject({ code: -32602 });
  });

  it("answer what is another owner's like what never was", async () => {
    const refusal = (uri: string) =>
      bob.sdk.readResource({ uri }).then(
        () => "was answered",
        (error: unknown) => String(error).replaceAll(uri, "URI"),
      );
    const unknown = await refusal("awareness://entry/0198a1c2-7b7e-7c3a-9d55-3f4b8a6c1e20");
    expect(await refusal(`awareness://entry/${note}`)).toBe(unknown);
    expect(await refusal("awareness://status/rack%2Fone%20100%25")).toBe(
      await refusal("awareness://status/nothing"),
    );
    expect(await read(bob, "awareness://alerts/nas")).toEqual([]);
    for (const uri of ["briefing", "alerts", "knowledge", "suppressions"]) {
      expect((await readText(bob, `awareness://${uri}`)).text).not.toMatch(/CANARY|nas|rack/);
    }
  });

  it("are not found in the trash", async () => {
    const { id } = await alice.ok("remember", { source: "s", tags: [], description: "gone soon" });
    await alice.ok("delete_entry", { entry_id: id });
    await expect(alice.sdk.readResource({ uri: `awareness://entry/${id}` })).rejects.toMatchObject({
      code: -32602,
    });
  });
});
