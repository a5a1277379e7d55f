import { PassThrough } from "node:stream";
import { expect } from "vitest";
import { type App, createApp } from "../../../../src/app/create-app.ts";
import type { Environment } from "../../../../src/config/given.ts";
import { parseConfig } from "../../../../src/config/parse.ts";
import type { Clock } from "../../../../src/domain/clock.ts";
import { createLogger } from "../../../../src/telemetry/logger.ts";
import { requireNoLeak } from "../../../../torture/leaks.ts";
import { AUDIENCE } from "../../../auth/providers/support/fake-provider.ts";
import { aClock, SECRET } from "../../../auth/support/tokens.ts";
import { ROOT } from "../../../helpers/program.ts";
import { makeTempDir } from "../../../helpers/temp-dir.ts";
import { INITIALIZE, legacyHeaders, MODERN_META, modernHeaders } from "../../../helpers/wire.ts";
import { type Answer, call } from "../../support/front-door.ts";
import type { EngineDatabase } from "./engines.ts";

/** A whole server on a real database, its clock in the test's hands. */
export interface TestServer {
  readonly url: string;
  readonly port: number;
  readonly clock: ReturnType<typeof aClock>;
  readonly database: EngineDatabase;
  /** Everything it has logged, from `trace` on. */
  log(): string;
  /** One request of each protocol era. */
  ask(token: string): Promise<readonly [modern: Answer, legacy: Answer]>;
  /** The status for a token, the same in both eras; a 401 is a proper challenge. */
  status(token: string): Promise<number>;
  close(): Promise<void>;
}

const MODERN = { jsonrpc: "2.0", id: 1, method: "tools/list", params: { _meta: MODERN_META } };
const LEGACY = { jsonrpc: "2.0", id: 1, method: "initialize", params: INITIALIZE };

export async function startServer(
  database: EngineDatabase,
  env: Environment,
  clock: Clock & { set(ms: number): void } = aClock(),
): Promise<TestServer> {
  const lines: string[] = [];
  const dataDir = makeTempDir();
  const config = parseConfig(
    {
      AWARENESS_TRANSPORT: "streamable-http",
      AWARENESS_PORT: "0",
      AWARENESS_DATA_DIR: dataDir,
      AWARENESS_DATABASE_URL: database.url,
      AWARENESS_JWT_SECRET: SECRET,
      AWARENESS_OAUTH_AUDIENCE: AUDIENCE,
      ...env,
    },
    {},
    {
      cwd: dataDir,
      home: dataDir,
      userName: "ada",
      dataDir,
      readFile: () => "",
    },
  );
  const log = createLogger("trace", { write: (line) => lines.push(line) });
  const streams = { input: new PassThrough(), output: new PassThrough() };
  const app: App = await createApp(config, { clock, log, packageRoot: ROOT, ...streams });
  const url = app.url ?? "";
  const port = Number(new URL(url).port);
  const post = (token: string, headers: Record<string, string>, body: unknown) =>
    call({ port }, "/mcp", { method: "POST", token, headers, body: JSON.stringify(body) });
  const ask = (token: string) =>
    Promise.all([post(token, modernHeaders(MODERN), MODERN), post(token, legacyHeaders(), LEGACY)]);
  return {
    url,
    port,
    clock,
    database,
    log: () => lines.join(""),
    ask,
    async status(token) {
      const [modern, legacy] = await ask(token);
      expect(legacy.status).toBe(modern.status);
      for (const { status, headers } of [modern, legacy]) {
        if (status === 401) expect(headers["www-authenticate"]).toContain('error="invalid_token"');
        if (status === 503) expect(Number(headers["retry-after"])).toBeGreaterThan(0);
      }
      return modern.status;
    },
    async close() {
      await app.close();
      requireNoLeak(lines.join(""));
      await database.giveBack();
    },
  };
}

/** Statements that make a user with an identity. */
export function addUser(id: string, issuer: string, subject: string): string {
  return `INSERT INTO users (id, created_at) VALUES ('${id}', 1);
    INSERT INTO identities (issuer, subject, user_id, created_at) VALUES ('${issuer}', '${subject}', '${id}', 1)`;
}
