import { parsed } from "../../test/helpers/fuzz.ts";
import { responseProblem } from "../../test/helpers/wire.ts";
import type { Json } from "../client.ts";
import { starvedMs } from "../starved.ts";

/** What a fuzz run has found so far. */
export interface Judge {
  readonly problems: string[];
  /** Answers in which the other owner's mark stood. */
  readonly foreign: number;
  readonly answers: number;
  /** Longest wait for an answer, with the ones before it on the same connection answered, ms. */
  readonly slowestMs: number;
  /** The same without what both processes had to wait for a processor. */
  readonly ownSlowestMs: number;
  /** How often each HTTP status, or each error code of JSON-RPC, came. */
  readonly kinds: ReadonlyMap<string, number>;
  /** Watches what is sent at once to a process: `answered` at each answer, `done` after the last. */
  watch(pid: number): { answered(): void; done(): void };
  /** A whole answer as it came, with the input it belongs to, which is shown when something is wrong; answers it parsed. */
  message(text: string, input: Uint8Array): Json;
  /** The messages of an HTTP answer; that to a request which another one cancelled may have none. */
  http(status: number, body: Buffer, input: Uint8Array, isCancelled: boolean): readonly Json[];
}

/** Refusals that docs/tools.md and the specification know for a request that was read; the rest must not come. */
const STATUSES: readonly number[] = [200, 202, 400, 404, 406, 413, 415];
const SHOWN = 300;

/** `mark` stands in every note of the other owner and in no input. */
export function createJudge(mark: string): Judge {
  const problems: string[] = [];
  const kinds = new Map<string, number>();
  const found = { foreign: 0, answers: 0, slowestMs: 0, ownSlowestMs: 0 };
  const count = (kind: string) => kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  const complain = (what: string, answer: string, input: Uint8Array) =>
    problems.push(
      `${what}: ${answer.slice(0, SHOWN)} to ${Buffer.from(input).toString("utf8").slice(0, SHOWN)}`,
    );

  function message(text: string, input: Uint8Array): Json {
    found.answers += 1;
    if (text.includes(mark)) found.foreign += 1;
    const answer: Json = parsed(Buffer.from(text));
    if (answer === undefined) complain("no JSON", text, input);
    if (answer === undefined || answer.method !== undefined) return answer;
    const problem = responseProblem(answer);
    const code = answer.error?.code;
    if (problem !== undefined) complain(problem, text, input);
    else if (code === -32603 || text.includes('"code":"internal"')) complain("internal error", text, input);
    count(code === undefined ? "result" : String(code));
    return answer;
  }

  return {
    problems,
    kinds,
    get foreign() {
      return found.foreign;
    },
    get answers() {
      return found.answers;
    },
    get slowestMs() {
      return found.slowestMs;
    },
    get ownSlowestMs() {
      return found.ownSlowestMs;
    },
    watch(pid) {
      const starved = () => starvedMs(pid) + starvedMs("self");
      let [last, lastStarved] = [performance.now(), starved()];
      let [slowest, ownSlowest] = [0, 0];
      return {
        answered() {
          const [now, nowStarved] = [performance.now(), starved()];
          slowest = Math.max(slowest, now - last);
          ownSlowest = Math.max(ownSlowest, now - last - (nowStarved - lastStarved));
          [last, lastStarved] = [now, nowStarved];
        },
        done() {
          found.slowestMs = Math.max(found.slowestMs, slowest);
          found.ownSlowestMs = Math.max(found.ownSlowestMs, ownSlowest);
        },
      };
    },
    message,
    http(status, body, input, isCancelled) {
      count(`HTTP ${status}`);
      const text = body.toString("utf8");
      if (!STATUSES.includes(status)) complain(`HTTP ${status}`, text, input);
      if ((status === 202 || (status === 200 && isCancelled)) && text === "") return [];
      const messages = text.startsWith("{") ? [text] : readEvents(text);
      if (messages.length === 0) complain(`HTTP ${status} without a message`, text, input);
      return messages.map((one) => message(one, input));
    },
  };
}

const DATA = "data: ";

function readEvents(text: string): readonly string[] {
  const lines = text.split("\n").filter((line) => line.startsWith(DATA) && line.length > DATA.length);
  return lines.map((line) => line.slice(DATA.length));
}
