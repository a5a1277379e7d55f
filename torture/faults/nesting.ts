import { join } from "node:path";
import { NOT_MESSAGES } from "../../test/e2e/bad-input.ts";
import type { Fault, FaultPlace } from "../fault.ts";
import { ERAS, type Era, type Lane, openHttpLane } from "../fuzz/http-lane.ts";
import { createJudge } from "../fuzz/judge.ts";
import { type NestedCase, nestedCases } from "../fuzz/nested.ts";
import { openStdioLane } from "../fuzz/stdio-lane.ts";
import { startHttp } from "../http-server.ts";
import { createProbe, type Probe } from "../probe.ts";
import { mintToken } from "../program.ts";
import { atLeast, inTime, none, shown } from "../rows.ts";

const MOST_WAIT_MS = 1_000;

export const nesting: Fault = {
  id: "F19",
  name: "nesting",
  title:
    "a million brackets, huge lists, __proto__ and names said twice: refused or stored in time, every prototype untouched",
  leastMs: 8_000,
  weight: 1,
  async run(place) {
    const judge = createJudge("no other owner here");
    const problems: string[] = [];
    let cases = 0;
    const began = performance.now();
    await withLanes(place, judge, async (lanes, probes) => {
      const before = await Promise.all(probes.map((probe) => probe.prototypes()));
      for (let round = 0; round === 0 || performance.now() - began < place.budgetMs; round += 1) {
        for (const { name, lane, era } of lanes) {
          for (const one of casesOf(place, era)) {
            const [answer] = await lane.ask([Buffer.from(one.text)]);
            const problem = one.problem(answer);
            if (problem !== undefined) problems.push(`${name} ${era}, ${one.name}: ${problem}`);
            cases += 1;
          }
        }
      }
      const after = await Promise.all(probes.map((probe) => probe.prototypes()));
      if (after.join("\n") !== before.join("\n")) problems.push(`prototypes changed: ${after.join(" ")}`);
    });
    for (const problem of problems.slice(0, 10)) place.say(problem);
    return {
      rows: [
        atLeast("messages", cases, 1),
        none("answers that should not be", [...problems, ...judge.problems]),
        shown("longest wait for an answer, ms", judge.slowestMs),
        inTime("longest without waiting for a processor, ms", judge.ownSlowestMs, MOST_WAIT_MS),
      ],
    };
  },
};

/** Also what the tests send. */
function casesOf({ random }: FaultPlace, era: Era): readonly NestedCase[] {
  const more = NOT_MESSAGES.map(({ name, text, code }) => ({
    name,
    text,
    problem: ({ error }: { readonly error?: { readonly code: number } }) =>
      error?.code === code ? undefined : `${error?.code} in place of ${code}`,
  }));
  return [...nestedCases(random, era), ...more];
}

interface NamedLane {
  readonly name: string;
  readonly era: Era;
  readonly lane: Lane;
}

/** Lends a lane of each transport and era, on one database. */
async function withLanes(
  { root, folder, random }: FaultPlace,
  judge: ReturnType<typeof createJudge>,
  use: (lanes: readonly NamedLane[], probes: readonly Probe[]) => Promise<void>,
): Promise<void> {
  const launch = { root, dataDir: join(folder, "data"), env: { AWARENESS_DEFAULT_OWNER: "tester" } };
  const token = await mintToken(launch);
  const probe = createProbe(folder, "http");
  const probes = [probe];
  const server = await startHttp({ ...launch, nodeArgs: probe.nodeArgs });
  const lanes: NamedLane[] = [];
  try {
    for (const era of ERAS) {
      const options = { era, random: random.fork(), judge };
      const { url, pid } = server;
      lanes.push({ name: "HTTP", era, lane: await openHttpLane({ ...options, url, pid, token, lies: 0 }) });
      const looking = createProbe(folder, era);
      probes.push(looking);
      const started = { ...launch, nodeArgs: looking.nodeArgs };
      lanes.push({ name: "stdio", era, lane: await openStdioLane({ ...options, launch: started }) });
    }
    await use(lanes, probes);
  } finally {
    for (const { lane } of lanes) await lane.close();
    await server.kill("SIGKILL");
  }
}
