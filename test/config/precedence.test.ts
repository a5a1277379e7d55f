import { expect, it } from "vitest";
import { parse, refusal } from "./support.ts";

it("a flag beats its variable, a variable its default", () => {
  const env = {
    AWARENESS_HOST: "localhost",
    AWARENESS_PORT: "1",
    AWARENESS_DATABASE_URL: "sqlite:/env.db",
    AWARENESS_DEFAULT_OWNER: "env",
  };
  expect(parse(env)).toMatchObject({ host: "localhost", port: 1, defaultOwner: "env", transport: "stdio" });
  const flags = {
    http: true,
    host: "::1",
    port: "2",
    database: "sqlite:/flag.db",
    stateless: true,
    owner: "flag",
  };
  expect(parse(env, flags)).toMatchObject({
    transport: "streamable-http",
    host: "::1",
    port: 2,
    database: { path: "/flag.db" },
    statelessHttp: true,
    defaultOwner: "flag",
  });
});

it("a wrong variable does not matter when a flag beats it", () => {
  expect(parse({ AWARENESS_PORT: "abc" }, { port: "9000" }).port).toBe(9000);
});

it("a wrong flag is named as the flag and is wrong usage; a wrong variable is not", () => {
  expect(refusal({}, { port: "abc" })).toMatchObject({
    message: '--port is "abc"; accepted: a whole number from 0 to 65535.',
    usage: true,
  });
  expect(refusal({ AWARENESS_PORT: "abc" }).usage).toBe(false);
});
