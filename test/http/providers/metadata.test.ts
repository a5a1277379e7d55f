import { expect, it } from "vitest";
import { settingsFor } from "../../auth/providers/support/issuer.ts";
import { call, openFrontDoor } from "../support/front-door.ts";

const ISSUERS = ["https://tenant.auth0.example/", "https://idp.example.org/realms/one"];

it("R1 the metadata name every provider by its exact issuer, and nothing else changes", async () => {
  const oauthProviders = ISSUERS.map((issuer) => settingsFor(issuer));
  await using door = await openFrontDoor({ config: { oauthProviders } });
  await using plain = await openFrontDoor();
  for (const path of ["", "/mcp"]) {
    const at = `/.well-known/oauth-protected-resource${path}`;
    const { json, text } = await call(door, at, { headers: { host: "localhost" } });
    const { authorization_servers: issuers, ...rest } = json;
    expect(issuers).toEqual(ISSUERS);
    expect(rest).toEqual((await call(plain, at, { headers: { host: "localhost" } })).json);
    expect(text).not.toContain("offline_access");
  }
  const [challenge, before] = await Promise.all(
    [door, plain].map(async (one) => (await call(one, "/mcp", { headers: { host: "localhost" } })).headers),
  );
  expect(challenge?.["www-authenticate"]).toBe(before?.["www-authenticate"]);
});

it("R1 the metadata name no provider where nobody is asked for a token", async () => {
  const config = { oauthProviders: ISSUERS.map((issuer) => settingsFor(issuer)), authRequired: false };
  await using door = await openFrontDoor({ config, auth: false });
  const { json } = await call(door, "/.well-known/oauth-protected-resource");
  expect(json.authorization_servers).toBeUndefined();
});
