import { isClean, takeAccount } from "../account.ts";
import { runToEnd } from "../program.ts";
import { readNotes } from "../read-back.ts";
import { openStation } from "../station.ts";
import type { Engine, Killed, Subject } from "./subject.ts";

/** One way to die: on what, at which place, and who. */
export interface Death {
  readonly engine: Engine;
  readonly kind: "empty" | "filled";
  readonly place: number;
  readonly of: Killed;
  /** True: the notes are read back through the server too. */
  readonly served: boolean;
}

/** Lets a migration die and runs it again; answers what was not as it must be, and whether it died between schemas. */
export async function die(
  death: Death,
): Promise<{ readonly problems: readonly string[]; readonly left: number }> {
  const { engine, kind, place, of } = death;
  const subject = await engine.make(kind);
  try {
    const before = kind === "filled" ? await subject.content() : "";
    await subject.die(place, of);
    const left = await subject.current();
    const problems = [
      ...((await subject.schema()) === engine.schemas[left] ? [] : [`neither schema ${left} nor another`]),
      ...(await compareContent(subject, before, "after the kill")),
    ];
    const again = await runToEnd(subject.launch, ["migrate"]);
    if (again.end !== 0) problems.push(`the next run ended with ${again.end}: ${again.stderr}`);
    const newest = engine.schemas.length - 1;
    if ((await subject.current()) !== newest || (await subject.schema()) !== engine.schemas[newest]) {
      problems.push("the next run did not bring the newest schema");
    }
    problems.push(...(await compareContent(subject, before, "after the next run")));
    if (death.served && kind === "filled") problems.push(...(await readBack(engine, subject)));
    return {
      left,
      problems: problems.map((what) => `${engine.name}, ${kind}, place ${place}: ${what}`),
    };
  } finally {
    await subject.drop();
  }
}

async function compareContent(subject: Subject, before: string, when: string): Promise<readonly string[]> {
  return before === "" || (await subject.content()) === before ? [] : [`other rows ${when}`];
}

async function readBack({ ledger }: Engine, { launch }: Subject): Promise<readonly string[]> {
  const { client, stop } = await openStation("stdio", launch);
  const account = takeAccount(ledger, await readNotes(client));
  await stop();
  return isClean(account) && account.present === account.acked ? [] : [JSON.stringify(account)];
}
