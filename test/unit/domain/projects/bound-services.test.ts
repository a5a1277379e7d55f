import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Embedder } from "../../../../src/domain/embeddings/embed-entries.ts";
import { parseOwner } from "../../../../src/domain/owner.ts";
import { createServicesFor } from "../../../../src/domain/projects/bound-services.ts";
import { backfillEmbeddings } from "../../../../src/domain/search/backfill-embeddings.ts";
import type { Services } from "../../../../src/domain/services.ts";
import { Harness } from "../../../helpers/mcp-harness.ts";

const alice = parseOwner("alice");
const bob = parseOwner("bob");

describe("services for a caller", () => {
  let harness: Harness;
  let services: Services;
  beforeAll(async () => {
    harness = await Harness.open();
    services = harness.runtime.services;
  });
  afterAll(() => harness.close());

  it("are the process's own when the caller is bound to nothing", () => {
    expect(createServicesFor(services)({ owner: alice })).toBe(services);
  });

  it("are the same for the same sources in any order, and others for other sources and owners", () => {
    const servicesFor = createServicesFor(services);
    const first = servicesFor({ owner: alice, sources: ["a", "b"] });
    expect(servicesFor({ owner: alice, sources: ["b", "a", "b"] })).toBe(first);
    expect(servicesFor({ owner: bob, sources: ["a", "b"] })).not.toBe(first);
    expect(servicesFor({ owner: alice, sources: ["a"] })).not.toBe(first);
    expect(servicesFor({ owner: alice, sources: [] })).not.toBe(services);
    expect(servicesFor({ owner: alice, sources: ['a", "b'] })).not.toBe(first);
  });

  it("share no memory of briefings across the border", () => {
    const bound = createServicesFor(services)({ owner: alice, sources: ["a"] });
    expect(bound.monitored).not.toBe(services.monitored);
    expect(bound.store).not.toBe(services.store);
  });

  it("embed nothing for a bound caller, and say why", async () => {
    const embedder = { target: { model: "m", types: [] } } as unknown as Embedder;
    const bound = createServicesFor({ ...services, embedder })({ owner: alice, sources: ["a"] });
    await expect(backfillEmbeddings(bound, { owner: alice }, {})).rejects.toMatchObject({
      code: "forbidden",
    });
  });
});
