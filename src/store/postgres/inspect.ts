import type pg from "pg";
import type { Clock } from "../../domain/clock.ts";
import { AwarenessError } from "../../domain/errors.ts";
import type { Logger } from "../../telemetry/logger.ts";
import { fail, type Inspection, pass, warn } from "../shared/inspection.ts";
import { inspectTables } from "./inspect-tables.ts";
import { connectOnce } from "./once.ts";
import { type Extension, FIND_PGVECTOR, isUsable } from "./pgvector.ts";
import { readServerFacts, type ServerFacts } from "./role-check.ts";

export interface InspectOptions {
  readonly url: string;
  /** How the server may be named: without a password. */
  readonly place: string;
  /** What a warning about the role becomes. */
  readonly strict: boolean;
  /** Most connections that one node opens. */
  readonly connections: number;
  readonly clock: Clock;
  readonly log: Logger;
}

const SETTINGS = /* sql */ `
  SELECT current_setting('synchronous_commit') AS synchronous_commit,
         to_regclass('entries') IS NOT NULL AS has_tables,
         current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int AS connections,
         (SELECT count(*)::int FROM pg_stat_activity WHERE backend_type = 'client backend') AS used`;

const NOW = /* sql */ `
  SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now`;

interface Settings {
  readonly synchronous_commit: string;
  readonly has_tables: boolean;
  readonly connections: number;
  readonly used: number;
}

/** Claims on shared work end by the clocks of the nodes, and are renewed every few seconds. */
const TOLERANCE_MS = 5_000;

/** Looks at the server, the role, and what is in the database. Changes and makes nothing. */
export async function inspectPostgres(options: InspectOptions): Promise<readonly Inspection[]> {
  const { url, place, strict } = options;
  try {
    const { facts, settings, extension, skewMs } = await connectOnce(url, (client) =>
      look(client, options.clock),
    );
    return [
      inspectServer(facts, place),
      inspectRole(facts, strict),
      inspectDurability(facts, settings),
      ...(settings.has_tables ? await inspectTables(options, facts) : []),
      pass("pgvector", describeVector(extension)),
      inspectClock(skewMs),
      inspectConnections(settings, options.connections),
    ];
  } catch (error) {
    const remedy = "Start the server, or correct AWARENESS_DATABASE_URL.";
    return [fail("server", `${place}: ${reasonOf(error)}`, remedy)];
  }
}

/** The codes of the system and of the server say what a sentence for clients leaves out. */
function reasonOf(error: unknown): string {
  const cause = error instanceof AwarenessError ? error.cause : undefined;
  const code =
    cause !== null && typeof cause === "object" && "code" in cause ? ` (${String(cause.code)})` : "";
  return `${error instanceof Error ? error.message : "cannot be used."}${code}`;
}

async function look(client: pg.Client, clock: Clock) {
  const facts = await readServerFacts(client);
  const [settings] = (await client.query<Settings>(SETTINGS)).rows;
  const [extension] = (await client.query<Extension>(FIND_PGVECTOR)).rows;
  const sent = clock.now();
  const [row] = (await client.query<{ readonly now: number }>(NOW)).rows;
  if (settings === undefined || row === undefined) throw new Error("The server answers nothing");
  return { facts, settings, extension, skewMs: (sent + clock.now()) / 2 - row.now };
}

function inspectServer({ version, read_only }: ServerFacts, place: string): Inspection {
  const detail = `Postgres ${Math.floor(version / 10_000)}.${version % 10_000} at ${place}`;
  return read_only
    ? fail(
        "server",
        `${detail} is read-only: a replica, or set so`,
        "Name the primary in AWARENESS_DATABASE_URL.",
      )
    : pass("server", detail);
}

function inspectRole({ privileged, owns_tables }: ServerFacts, strict: boolean): Inspection {
  if (!privileged && !owns_tables) return pass("role", "owns nothing and is bound by row-level security");
  const detail = privileged ? "a superuser, or not bound by row-level security" : "the owner of the tables";
  const remedy = "Run awareness migrate --create-roles, and connect as awareness_app.";
  return strict
    ? fail("role", `${detail}, which AWARENESS_DATABASE_STRICT refuses`, remedy)
    : warn("role", detail, remedy);
}

function inspectDurability({ fsync, full_page_writes }: ServerFacts, settings: Settings): Inspection {
  const off = [fsync ? "" : "fsync", full_page_writes ? "" : "full_page_writes"].filter(
    (name) => name !== "",
  );
  if (off.length > 0) {
    const detail = `${off.join(" and ")} off: the server loses data when it crashes`;
    return warn("durability", detail, "Turn it on in postgresql.conf.");
  }
  const { synchronous_commit: level } = settings;
  const ours = level === "off" ? "; awareness turns it on for itself" : "";
  return pass("durability", `fsync on, full_page_writes on, synchronous_commit ${level}${ours}`);
}

function describeVector(extension: Extension | undefined): string {
  if (extension === undefined) return "not installed; vectors are searched without it";
  return isUsable(extension)
    ? `${extension.version} finds the vectors of owners who have many`
    : `${extension.version} is too old and not used; from 0.8 on it finds the vectors of owners who have many`;
}

function inspectClock(skewMs: number): Inspection {
  const distance = Math.round(Math.abs(skewMs));
  const side = skewMs < 0 ? "behind" : "ahead of";
  const detail = `this clock is ${distance} ms ${side} the database server's`;
  return distance > TOLERANCE_MS
    ? warn("server_clock", detail, "Set the clocks of all nodes by a time service.")
    : pass("server_clock", detail);
}

/** Four for searches, and one that listens, come on top. */
const OTHER_CONNECTIONS = 5;

function inspectConnections({ connections, used }: Settings, wanted: number): Inspection {
  const left = connections - used;
  const need = wanted + OTHER_CONNECTIONS;
  const detail = `${left} of ${connections} are free; a node opens up to ${need}`;
  return left < need
    ? warn("connections", detail, "Raise max_connections, or lower AWARENESS_DATABASE_CONNECTIONS.")
    : pass("connections", detail);
}
