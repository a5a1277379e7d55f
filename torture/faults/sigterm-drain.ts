import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { addAccounts } from "../account.ts";
import { type DrainPlace, type DrainReport, drainUnderLoad, secondSignal } from "../drain.ts";
import { endOfInput } from "../end-of-input.ts";
import type { Fault, FaultPlace } from "../fault.ts";
import { atLeast, inTime, none, shown, zero } from "../rows.ts";
import type { Row } from "../verdict.ts";

/** Of all three kinds, one after the other. */
const MS_PER_ROUND = 15_000;
/** As documented: requests in flight get so long to finish. */
const DRAIN_MS = 25_000;
const AT_ONCE_MS = 1_000;
const EXIT_OF_SIGTERM = 143;

export const sigtermDrain: Fault = {
  id: "F22",
  name: "sigterm-drain",
  title:
    "SIGTERM, SIGINT and the end of input under load: what was accepted is answered before the end; a second signal ends at once, and nothing is lost",
  leastMs: 2 * MS_PER_ROUND,
  weight: 2,
  async run(place) {
    const rounds = Math.max(2, Math.round(place.budgetMs / MS_PER_ROUND));
    const drained = await repeat(place, rounds, "drain", (own, round) =>
      drainUnderLoad({ ...own, signal: round % 2 === 0 ? "SIGTERM" : "SIGINT" }),
    );
    const cut = await repeat(place, rounds, "cut", secondSignal);
    const ends = await repeat(place, rounds, "stdio", endOfInput);
    const exits = (wanted: number, all: readonly { readonly exit: number | string }[]) =>
      all.flatMap(({ exit }) => (exit === wanted ? [] : [`ended with ${exit}`]));
    return {
      account: [...drained, ...cut].map(({ account }) => account).reduce(addAccounts),
      rows: [
        shown("rounds", rounds),
        ...drainRows(drained),
        none("exit codes other than 0", exits(0, drained)),
        none(`second signal: exit codes other than ${EXIT_OF_SIGTERM}`, exits(EXIT_OF_SIGTERM, cut)),
        inTime("second signal: slowest end, ms", most(cut), AT_ONCE_MS),
        none("end of input: exit codes other than 0", exits(0, ends)),
        none(
          "end of input: answers missing",
          ends.flatMap(({ asked, answered }) => (asked === answered ? [] : [`${answered} of ${asked}`])),
        ),
        zero(
          "end of input: notes lost, torn or doubled",
          ends.reduce((sum, { wrongNotes }) => sum + wrongNotes, 0),
        ),
        inTime("end of input: slowest end, ms", most(ends), AT_ONCE_MS),
      ],
    };
  },
};

async function repeat<Report>(
  { root, folder, random }: FaultPlace,
  rounds: number,
  name: string,
  run: (place: DrainPlace, round: number) => Promise<Report>,
): Promise<readonly Report[]> {
  const reports: Report[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const own = join(folder, `${name}-${round}`);
    await mkdir(own);
    reports.push(await run({ root, folder: own, random: random.fork() }, round));
  }
  return reports;
}

const most = (all: readonly { readonly ms: number }[]): number => Math.max(...all.map(({ ms }) => ms));

function drainRows(all: readonly DrainReport[]): readonly Row[] {
  const answers = all.reduce((sum, { calls }) => sum + calls.answers, 0);
  const slow = all.flatMap(({ slowAnswers }) => slowAnswers);
  return [
    atLeast("requests answered", answers, all.length * 50),
    zero(
      "notes of other clients without an answer",
      all.reduce((sum, { account }) => sum + account.unknown, 0),
    ),
    none(
      "requests accepted and failed",
      all.flatMap(({ calls }) => calls.failures),
    ),
    shown("requests that were only half there", slow.length),
    none(
      "of these not answered",
      slow.filter((line) => line !== "HTTP/1.1 200 OK"),
    ),
    none(
      "streams that broke off",
      all.flatMap(({ streamEnds }) => streamEnds.filter((end) => !end.endsWith("0\r\n\r\n"))),
    ),
    none(
      "/ready said other than 503 first, then refused",
      all.flatMap(({ ready }) => (isInOrder(ready) ? [] : [ready.join(", ")])),
    ),
    inTime("slowest end, s", most(all) / 1_000, DRAIN_MS / 1_000),
  ];
}

/** It may have been asked just before the signal arrived. */
function isInOrder(ready: readonly string[]): boolean {
  const after = ready[0] === "HTTP/1.1 200 OK" ? ready.slice(1) : ready;
  return after.join() === "HTTP/1.1 503 Service Unavailable,refused";
}
