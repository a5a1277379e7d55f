import { vi } from "vitest";
import { freePort } from "../../helpers/postgres/free-port.ts";
import { runProgram } from "../../helpers/program.ts";
import { type ServerProcess, startHttpServer } from "../../helpers/server-process.ts";
import { Browser, type Fetch } from "../../oauth/support/browser.ts";
import type { Seen } from "../../oauth/support/flow.ts";
import { forward } from "../../oauth/support/forward.ts";
import { startTlsProxy } from "./tls-proxy.ts";

export const PASSWORD = "correct zebra battery umbrella";
/** Whose account the set-up link makes. */
export const FIRST_USER = "ada";

/** A server of the built program on `localhost`, where browsers allow passkeys, with its OAuth server on. */
export interface Memory extends Seen {
  readonly origin: string;
  readonly server: ServerProcess;
  /** The link that it printed when it started. */
  readonly setupUrl: string;
  /** An invite for another account. */
  invite(id: string): Promise<string>;
  /** An account with `PASSWORD`, made without the browser under test. */
  addUser(id?: string): Promise<void>;
  /** Writes an entry from each source into the memory of `FIRST_USER`. */
  addSources(sources: readonly string[]): Promise<void>;
}

/** Starts one that closes at the end of the file; over https it is behind a proxy that ends TLS. */
export async function startMemory({ https = false } = {}): Promise<Memory> {
  const { args, publicUrl, fetch } = https
    ? await behindTls()
    : { args: ["--host", "localhost"], publicUrl: undefined, fetch: globalThis.fetch as Fetch };
  const env = {
    AWARENESS_OAUTH_SERVER: "true",
    AWARENESS_DEFAULT_OWNER: FIRST_USER,
    ...(publicUrl === undefined ? {} : { AWARENESS_PUBLIC_URL: publicUrl }),
  };
  const server = await startHttpServer({ env, args });
  const { origin } = new URL(server.url);
  const setupUrl = await vi.waitFor(() => linkIn(server.stderr()), { timeout: 10_000 });
  const run = (args: readonly string[]) =>
    runProgram({ dataDir: server.dataDir, env: { ...env, AWARENESS_PUBLIC_URL: origin }, args });
  const invite = async (id: string) => linkIn(await run(["user", "add", id, "--invite"]));
  return {
    origin,
    issuer: origin,
    resource: server.url,
    fetch,
    server,
    setupUrl,
    invite,
    async addUser(id = FIRST_USER) {
      const link = id === FIRST_USER ? setupUrl : await invite(id);
      const browser = new Browser(fetch, origin);
      const page = await browser.open(link);
      const shown = await browser.submit(page, { new_password: PASSWORD, repeat_password: PASSWORD });
      if (!shown.url.endsWith("/oauth/account")) throw new Error(`no account for ${id}: ${shown.html}`);
    },
    async addSources(sources) {
      for (const source of sources) await run(["remember", `Something from ${source}`, "--source", source]);
    },
  };
}

async function behindTls() {
  const port = await freePort("127.0.0.1");
  const publicUrl = await startTlsProxy(port);
  const fetch: Fetch = (url, init) => forward(port, new URL(url), init);
  return { args: ["--host", "127.0.0.1", "--port", String(port)], publicUrl, fetch };
}

function linkIn(text: string): string {
  const [link] = /https?:\/\/\S+\/oauth\/link\/\S+/.exec(text) ?? [];
  if (link === undefined) throw new Error(`No link was printed:\n${text}`);
  return link;
}
