import { afterAll, beforeAll, expect, it } from "vitest";
import { ProviderError } from "../../../src/auth/providers/provider-error.ts";
import { createLibraryFetch } from "../../../src/oauth/server/client-documents.ts";
import { aMovingClock } from "./support/clock.ts";

const URL_ID = "https://client.example/client.json";
const DOCUMENT = { client_id: URL_ID, client_name: "Client", redirect_uris: ["https://client.example/cb"] };
const clock = aMovingClock();
let answer: () => unknown = () => DOCUMENT;

const fetchIt = createLibraryFetch({
  fetchJson: async () => ({ json: answer() }),
  redirectUris: [],
  clock,
});
const ask = async () => (await fetchIt(URL_ID, {})).json() as Promise<{ readonly client_name: string }>;
const fail = (isOutage: boolean) => () => {
  throw new ProviderError("fails", { isOutage });
};

beforeAll(ask);
afterAll(() => {
  answer = () => DOCUMENT;
});

it("while the host of a document is away, the last good one stands in for a day", async () => {
  answer = fail(true);
  clock.forward(23 * 60 * 60_000);
  expect((await ask()).client_name).toBe("Client");
  clock.forward(2 * 60 * 60_000);
  await expect(ask()).rejects.toThrow("fails");
});

it("what the host takes away is gone at once", async () => {
  answer = () => DOCUMENT;
  clock.forward(60_000);
  await ask();
  answer = fail(false);
  clock.forward(60_000);
  await expect(ask()).rejects.toThrow("fails");
  answer = fail(true);
  clock.forward(60_000);
  await expect(ask()).rejects.toThrow("fails");
});
