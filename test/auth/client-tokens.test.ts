import { expect, it } from "vitest";
import { toPrincipal } from "../../src/auth/claims.ts";

const claims = { sub: "ada", iat: 1_000, exp: 1_900, iss: "x", client_id: "client" };

it("a token without scopes may do everything when it was minted, and nothing when a client was given it", () => {
  expect(toPrincipal(claims, 1_100).scopes).toEqual(["memory:admin"]);
  expect(toPrincipal({ ...claims, grant: "some grant" }, 1_100).scopes).toEqual([]);
});
