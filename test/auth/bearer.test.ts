import { expect, it } from "vitest";
import { readBearer } from "../../src/auth/bearer.ts";

const read = (value: string) => readBearer(value, ["Host", "x", "Authorization", value]);

it("takes the token behind the scheme, whatever its case", () => {
  for (const text of ["Bearer a.b-c_~+/==", "bearer a.b-c_~+/==", "BEARER   a.b-c_~+/=="]) {
    expect(read(text)).toEqual({ kind: "token", token: "a.b-c_~+/==" });
  }
});

it("tells another scheme from a broken bearer token", () => {
  for (const text of ["", "Basic x", "Bearerx", "Bearer-x y", "x Bearer y", "Token Bearer"]) {
    expect([text, read(text).kind]).toEqual([text, "absent"]);
  }
  for (const text of [
    "Bearer",
    "Bearer ",
    "Bearer\tx",
    "Bearer a,b",
    "Bearer a b",
    "Bearer é",
    'Bearer "x"',
    "bearer =x",
  ]) {
    expect([text, read(text).kind]).toEqual([text, "malformed"]);
  }
  expect(readBearer(undefined, [])).toEqual({ kind: "absent" });
});

it("does not choose between two headers, in whatever case they are written", () => {
  const twice = ["authorization", "Bearer a", "X", "authorization", "AUTHORIZATION", "Bearer a"];
  expect(readBearer("Bearer a", twice)).toEqual({ kind: "repeated" });
  expect(readBearer("Bearer a", ["X-Note", "authorization", "Authorization", "Bearer a"]).kind).toBe("token");
});
