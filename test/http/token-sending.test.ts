import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { call, type FrontDoor, openFrontDoor } from "./support/front-door.ts";

let door: FrontDoor;

beforeAll(async () => {
  door = await openFrontDoor();
});
afterAll(() => door.service.close(0));

describe("how a token is sent", () => {
  const send = (headers: Record<string, string | string[]>, path = "/mcp", body = "") =>
    call(door, path, { method: "POST", headers, body });

  it("J27 answers 400 to two Authorization headers", async () => {
    const authorization = [`Bearer ${door.token}`, `Bearer ${door.token}`];
    expect((await send({ authorization })).status).toBe(400);
  });

  it("J28 takes the scheme in any case, and no other shape", async () => {
    const good = ["bearer", "BEARER", "Bearer", "bEaReR "].map((scheme) => `${scheme} ${door.token}`);
    const bad = [
      `Bearer\t${door.token}`,
      `Bearer ${door.token},${door.token}`,
      `Bearer "${door.token}"`,
      `Bearer ${door.token} x`,
      `Bearer${door.token}`,
      `Basic ${door.token}`,
      `DPoP ${door.token}`,
      door.token,
      "Bearer",
      "",
    ];
    const codes = await Promise.all(
      [...good, ...bad].map(async (authorization) => (await send({ authorization })).status),
    );
    expect(codes).toEqual([...good.map(() => 200), ...bad.map(() => 401)]);
  });

  it("J29 takes no token from query, body or cookie", async () => {
    const { token } = door;
    const form = { "content-type": "application/x-www-form-urlencoded" };
    const answers = await Promise.all([
      send({}, `/mcp?access_token=${token}`),
      send({}, `/mcp?authorization=Bearer%20${token}`),
      send({ cookie: `access_token=${token}; token=${token}` }),
      send(form, "/mcp", `access_token=${token}`),
      send({ "x-access-token": token, "proxy-authorization": `Bearer ${token}` }),
    ]);
    expect(answers.map((answer) => answer.status)).toEqual([401, 401, 401, 401, 401]);
  });
});
