import { setTimeout as sleep } from "node:timers/promises";
import { CLIENT_KINDS, type ClientKind, connect, type MemoryClient, type Target } from "./client.ts";
import { type HttpServer, startHttp } from "./http-server.ts";
import { type Ledger, type Note, toRemember } from "./ledger.ts";
import { type Launch, mintToken } from "./program.ts";
import type { Random } from "./random.ts";

export interface StormOptions {
  readonly launch: Launch;
  readonly ledger: Ledger;
  readonly random: Random;
  readonly stdioServers: number;
  /** Clients of the one HTTP server; each sends `HTTP_LANES` notes at a time. */
  readonly httpClients: number;
  readonly durationMs: number;
  /** Bounds of the pause between two kills. */
  readonly killEveryMs: readonly [number, number];
}

export interface StormReport {
  readonly stdioKills: number;
  readonly httpKills: number;
  /** Notes that may have been on their way when a server was killed: the most that may stay unknown. */
  readonly inFlight: number;
  /** Longest time from the start of an HTTP server on the used file to its readiness, ms. */
  readonly slowestRestartMs: number;
  /** Longest wait for an answer that did come, ms. */
  readonly slowestAnswerMs: number;
  /** Servers that could not be started, or ended, or broke off a call, although nobody had killed them. */
  readonly ends: readonly string[];
}

/** How long an answer may take that a server had sent before it was killed. */
const LAST_ANSWER_MS = 500;
const STDIO_LANES = 2;
const HTTP_LANES = 4;

const NEVER = new Promise<never>(() => {});

/** A running server that may be killed. */
interface Victim {
  /** Its clients' notes that can be on their way at once. */
  readonly lanes: number;
  readonly http: boolean;
  kill(): Promise<void>;
}

/** Many clients write at once while random servers are killed with SIGKILL and started again. */
export async function runStorm(options: StormOptions): Promise<StormReport> {
  const { launch, random } = options;
  const storm = new Storm(options);
  const token = await mintToken(launch);
  await storm.startHttp();
  const writers = [
    ...Array.from({ length: options.stdioServers }, (_, index) =>
      storm.write(`stdio-${index}`, kindOf(index), { kind: "stdio", launch }),
    ),
    ...Array.from({ length: options.httpClients }, (_, index) =>
      storm.write(`http-${index}`, kindOf(index), { kind: "http", url: storm.url, token }),
    ),
  ];
  const over = storm.killAtRandom(random.fork());
  const results = await Promise.allSettled([...writers, over]);
  await storm.stop();
  for (const result of results) if (result.status === "rejected") throw result.reason;
  return storm.report;
}

const kindOf = (index: number): ClientKind => CLIENT_KINDS[index % CLIENT_KINDS.length] ?? "modern";

interface Connection {
  readonly client: MemoryClient;
  /** Fails when its server is gone. */
  readonly gone: Promise<never>;
  /** True from the moment at which its server is killed. */
  isKilled(): boolean;
}

class Storm {
  readonly report = {
    stdioKills: 0,
    httpKills: 0,
    inFlight: 0,
    slowestRestartMs: 0,
    slowestAnswerMs: 0,
    ends: [] as string[],
  };
  readonly #options: StormOptions;
  readonly #victims = new Set<Victim>();
  readonly #endAt: number;
  #http: HttpServer | undefined;
  #httpVictim: Victim | undefined;
  readonly #httpEnds: Promise<void>[] = [];
  /** Says that the HTTP server that runs now will be ended on purpose. */
  #meanEnd = () => {};
  /** Fails soon after the HTTP server was killed. Clients whose answer has begun to come would wait for its end in vain. */
  #httpGone: Promise<never> = NEVER;
  /** Resolves when the HTTP server listens again. */
  #httpUp: Promise<void> = Promise.resolve();

  constructor(options: StormOptions) {
    this.#options = options;
    this.#endAt = performance.now() + options.durationMs;
  }

  get url(): string {
    return this.#http?.url ?? "";
  }

  get #over(): boolean {
    return performance.now() >= this.#endAt;
  }

  async startHttp(): Promise<void> {
    const began = performance.now();
    const server = await startHttp(this.#options.launch, this.#http?.port ?? 0);
    this.report.slowestRestartMs = Math.max(this.report.slowestRestartMs, performance.now() - began);
    this.#http = server;
    let isMeant = false;
    this.#httpEnds.push(
      server.exited.then(
        (end) => void (isMeant || this.report.ends.push(`the HTTP server ended by itself: ${end}`)),
        (error: unknown) => void this.report.ends.push(String(error)),
      ),
    );
    this.#meanEnd = () => {
      isMeant = true;
    };
    this.#httpGone = server.exited.then(async () => {
      await sleep(LAST_ANSWER_MS);
      throw new Error("The server is gone");
    });
    this.#httpGone.catch(() => {});
    const victim: Victim = {
      lanes: this.#options.httpClients * HTTP_LANES,
      http: true,
      kill: async () => {
        isMeant = true;
        const ended = server.kill("SIGKILL");
        this.#victims.delete(victim);
        this.#httpUp = ended.then(() => this.startHttp());
        await this.#httpUp;
      },
    };
    this.#victims.add(victim);
    this.#httpVictim = victim;
  }

  async stop(): Promise<void> {
    this.#meanEnd();
    const end = await this.#http?.kill("SIGTERM");
    if (end !== 0) this.report.ends.push(`the HTTP server ended with ${end} on SIGTERM`);
    await Promise.all(this.#httpEnds);
  }

  /** Every fourth victim is the HTTP server, the others are stdio servers at random. */
  async killAtRandom(random: Random): Promise<void> {
    const [low, high] = this.#options.killEveryMs;
    for (let turn = 1; !this.#over; turn += 1) {
      await sleep(random.int(low, high));
      const candidates = [...this.#victims].filter(({ http }) => http === (turn % 4 === 0));
      if (this.#over || candidates.length === 0) continue;
      const victim = random.pick(candidates);
      this.report[victim.http ? "httpKills" : "stdioKills"] += 1;
      this.report.inFlight += victim.lanes;
      await victim.kill();
    }
  }

  /** One client with its lanes, connected anew after every kill of its server, until the storm is over. */
  async write(name: string, kind: ClientKind, target: Target): Promise<void> {
    const lanes = target.kind === "stdio" ? STDIO_LANES : HTTP_LANES;
    const interrupted: (Note | undefined)[] = Array(lanes).fill(undefined);
    while (!this.#over) {
      await this.#httpUp;
      const gone = target.kind === "http" ? this.#httpGone : NEVER;
      const overHttp = this.#httpVictim;
      const opening = connect(kind, target);
      const client = await Promise.race([opening, gone]).catch((error: unknown) => {
        // Nobody kills a stdio server before its client has connected.
        if (target.kind === "stdio" && !this.#over)
          this.report.ends.push(`no start: ${String(error).slice(0, 200)}`);
        return undefined;
      });
      if (client === undefined) {
        opening.then((late) => late.close()).catch(() => {});
        continue;
      }
      const victim = this.#watch(client, lanes);
      const server = victim ?? overHttp;
      const isKilled = () => server === undefined || !this.#victims.has(server);
      const connection = { client, gone, isKilled };
      await Promise.all(
        interrupted.map((_, lane) => this.#runLane(connection, `${name}.${lane}`, lane, interrupted)),
      );
      if (victim !== undefined && this.#victims.delete(victim) && !this.#over) {
        this.report.ends.push("a stdio server ended by itself");
      }
      await client.close().catch(() => {});
    }
  }

  #watch(client: MemoryClient, lanes: number): Victim | undefined {
    const { pid } = client;
    if (pid === undefined) return undefined;
    const victim: Victim = {
      lanes,
      http: false,
      kill: async () => {
        this.#victims.delete(victim);
        process.kill(pid, "SIGKILL");
      },
    };
    this.#victims.add(victim);
    return victim;
  }

  /** Writes note after note until the connection breaks. A keyed note whose answer was lost goes first, again. */
  async #runLane(
    { client, gone, isKilled }: Connection,
    writer: string,
    lane: number,
    interrupted: (Note | undefined)[],
  ): Promise<void> {
    const { ledger } = this.#options;
    while (!this.#over) {
      const note = interrupted[lane] ?? ledger.next(writer);
      interrupted[lane] = undefined;
      ledger.sent(note);
      const began = performance.now();
      try {
        const answer = await Promise.race([client.call("remember", toRemember(note)), gone]);
        this.report.slowestAnswerMs = Math.max(this.report.slowestAnswerMs, performance.now() - began);
        if (answer.isError) ledger.refused(note, JSON.stringify(answer.json.error));
        else ledger.acked(note);
      } catch (error) {
        if (!isKilled()) this.report.ends.push(`a call broke off: ${String(error).slice(0, 200)}`);
        ledger.unanswered(note);
        if (note.keyed) interrupted[lane] = note;
        return;
      }
    }
  }
}
