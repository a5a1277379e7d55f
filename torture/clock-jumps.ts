import { type ClientKind, connect, type Json, type MemoryClient } from "./client.ts";
import { startHttp } from "./http-server.ts";
import { type Ledger, toRemember } from "./ledger.ts";
import { type Launch, mintToken } from "./program.ts";
import type { Random } from "./random.ts";
import type { ShiftedClock } from "./shifted-clock.ts";
import { ONE_OWNER } from "./station.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** A token from after the time to which the clock is set back would not be valid yet. */
const START = "2027-03-14T04:00:00Z";

/** Where the clock is set to. The first ones lie within a year, in which a session and its token live on. */
const NEAR = [
  ["a second before summer time", "2027-03-14T06:59:59Z"],
  ["summer time", "2027-03-14T07:30:00Z"],
  ["an hour back", "2027-03-14T06:30:00Z"],
  ["a second before winter time", "2027-11-07T05:59:59Z"],
  ["winter time", "2027-11-07T06:30:00Z"],
  ["a second before a leap day", "2028-02-28T23:59:59Z"],
  ["a leap day", "2028-02-29T12:00:00Z"],
] as const;
const FAR = [
  ["a second before 31 bits are full", "2038-01-19T03:14:07Z"],
  ["ten years on", "2037-03-14T07:00:00Z"],
  ["ten years back", "2027-03-14T06:00:00Z"],
] as const;

/** With a summer time; longer than all of `NEAR`. */
const SETTINGS = { ...ONE_OWNER, TZ: "America/New_York", AWARENESS_SESSION_TTL: String(366 * 24 * 60 * 60) };
const NOTES = 5;
/** What a stop may take. */
const MARGIN_MS = 10 * MINUTE_MS;

export interface JumpsReport {
  readonly jumps: number;
  readonly ids: number;
  readonly reminders: number;
  readonly contexts: number;
  /** What must not be, each with the name of its stop. */
  readonly problems: readonly string[];
  readonly doubledIds: number;
  readonly lostSessions: number;
  readonly early: number;
  readonly missingReminders: number;
  readonly negative: number;
}

/** Two servers on one file whose clock is set forward and back, while notes, reminders and passing facts are written. */
export async function runJumps(
  launch: Launch,
  clock: ShiftedClock,
  ledger: Ledger,
  random: Random,
  isOver: () => boolean,
): Promise<JumpsReport> {
  const shifted = { ...launch, env: SETTINGS, nodeArgs: clock.nodeArgs };
  clock.set(Date.parse(START));
  const server = await startHttp(shifted);
  const mint = () => mintToken(shifted, SETTINGS.AWARENESS_DEFAULT_OWNER, "366d");
  const overHttp = async (kind: ClientKind) =>
    connect(kind, { kind: "http", url: server.url, token: await mint() });
  const opened: MemoryClient[] = [];
  const keep = (client: MemoryClient) => {
    opened.push(client);
    return client;
  };
  const travel = new Travel(clock, ledger);
  try {
    const stdio = keep(await connect("modern", { kind: "stdio", launch: shifted }));
    const session = keep(await overHttp("old"));
    for (const stop of NEAR) {
      clock.set(Date.parse(stop[1]));
      await travel.visit(stop[0], [stdio, session]);
    }
    travel.leave(session);
    for (let turn = 0; turn < FAR.length || !isOver(); turn += 1) {
      const stop = FAR[turn] ?? random.pick([...NEAR, ...FAR]);
      clock.set(Date.parse(stop[1]));
      const http = keep(await overHttp("modern"));
      await travel.visit(stop[0], [stdio, http]);
      await http.close();
    }
    return travel.summary;
  } finally {
    await Promise.allSettled(opened.map((client) => client.close()));
    await server.kill("SIGTERM");
  }
}

/** Something that has its time. */
interface Timed {
  readonly id: string;
  readonly at: number;
  /** Latest time that the clock has shown since it was made. */
  shown: number;
}

class Travel {
  readonly #clock: ShiftedClock;
  readonly #ledger: Ledger;
  readonly #ids = new Set<string>();
  readonly #reminders: Timed[] = [];
  readonly #contexts: Timed[] = [];
  readonly #report = { jumps: 0, doubledIds: 0, lostSessions: 0, early: 0, missingReminders: 0, negative: 0 };
  readonly #problems: string[] = [];
  #sessionId: string | undefined;

  constructor(clock: ShiftedClock, ledger: Ledger) {
    this.#clock = clock;
    this.#ledger = ledger;
  }

  get summary(): JumpsReport {
    const { size: ids } = this.#ids;
    const made = { ids, reminders: this.#reminders.length, contexts: this.#contexts.length };
    return { ...this.#report, ...made, problems: this.#problems };
  }

  /** The session is not needed any more; it must be the one it was. */
  leave(session: MemoryClient): void {
    if (session.sessionId() === undefined) this.#report.lostSessions += 1;
  }

  async visit(name: string, clients: readonly [stdio: MemoryClient, http: MemoryClient]): Promise<void> {
    this.#report.jumps += 1;
    for (const timed of [...this.#reminders, ...this.#contexts])
      timed.shown = Math.max(timed.shown, this.#clock.now() + MARGIN_MS);
    try {
      await Promise.all(clients.map((client, index) => this.#write(client, index === 0 ? "stdio" : "http")));
      for (const client of clients) await this.#look(client);
      const id = clients[1].sessionId();
      if (this.#sessionId !== undefined && id !== undefined && id !== this.#sessionId)
        this.#report.lostSessions += 1;
      this.#sessionId = id ?? this.#sessionId;
    } catch (error) {
      this.#problems.push(`${name}: ${error}`);
    }
  }

  async #write(client: MemoryClient, writer: string): Promise<void> {
    for (let count = 0; count < NOTES; count += 1) {
      const note = this.#ledger.next(writer);
      this.#ledger.sent(note);
      this.#keep((await ask(client, "remember", toRemember(note))).id);
      this.#ledger.acked(note);
    }
    const now = this.#clock.now();
    const common = { source: writer, tags: ["timed"] };
    const at = now + 30 * MINUTE_MS;
    const reminder = { ...common, goal: "Look at the clock", deliver_at: new Date(at).toISOString() };
    const { id } = await ask(client, "remind", reminder);
    this.#reminders.push({ id: this.#keep(id), at, shown: now });
    const context = { ...common, description: `Passing at ${now}`, expires_days: 1 };
    const made = await ask(client, "add_context", context);
    this.#contexts.push({ id: this.#keep(made.id), at: now + DAY_MS, shown: now });
  }

  #keep(id: string): string {
    if (this.#ids.has(id)) this.#report.doubledIds += 1;
    this.#ids.add(id);
    return id;
  }

  async #look(client: MemoryClient): Promise<void> {
    const contexts = await this.#listed(client, "get_knowledge", { entry_type: "context", limit: 500 });
    for (const { id, at, shown } of this.#contexts)
      if (shown < at && !contexts.has(id)) this.#report.early += 1;
    const reminders = await this.#listed(client, "get_intentions", { limit: 500 });
    const fired = await this.#listed(client, "get_intentions", { state: "fired", limit: 500 });
    for (const { id, at, shown } of this.#reminders) {
      if (!reminders.has(id)) this.#report.missingReminders += 1;
      if (shown < at && fired.has(id)) this.#report.early += 1;
      if (this.#clock.now() - MARGIN_MS > at && !fired.has(id)) this.#report.missingReminders += 1;
    }
    for (const tool of ["get_briefing", "get_stats"])
      this.#report.negative += countNegative(await ask(client, tool));
  }

  async #listed(client: MemoryClient, tool: string, args: object): Promise<ReadonlySet<string>> {
    const { entries, intentions } = await ask(client, tool, args);
    return new Set((entries ?? intentions).map(({ id }: Json) => id));
  }
}

async function ask(client: MemoryClient, tool: string, args: object = {}): Promise<Json> {
  const { isError, json } = await client.call(tool, { ...args });
  if (isError) throw new Error(`${tool}: ${JSON.stringify(json)}`);
  return json;
}

/** Numbers below 0, such as the age of what is of the future. */
function countNegative(value: Json): number {
  if (typeof value === "number") return value < 0 ? 1 : 0;
  if (typeof value !== "object" || value === null) return 0;
  return Object.values(value).reduce<number>((sum, part) => sum + countNegative(part), 0);
}
