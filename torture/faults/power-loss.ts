import { type Account, NOTHING } from "../account.ts";
import type { Fault } from "../fault.ts";
import { type PowerLossReport, runPowerLoss } from "../power-loss.ts";
import { canRecord } from "../powerloss/record.ts";
import { atLeast, none, shown, zero } from "../rows.ts";
import type { Row } from "../verdict.ts";

const SERVE_EVERY = 20;
/** Measured on two processors; a recording of 1,200 notes comes first. */
const MS_PER_CUT = 450;
const CUTS = { most: 2_400, least: 5, toShowLoss: 40 } as const;

export const powerLoss: Fault = {
  id: "F3",
  name: "power-loss",
  title:
    "the power fails at random steps of a recording of all writes and syncs: FULL loses nothing, NORMAL must lose",
  essential: true,
  leastMs: 15_000,
  weight: 6,
  unable: async () => ((await canRecord()) ? undefined : "needs Linux and a C compiler"),
  async run({ root, random, budgetMs, say }) {
    const cuts = Math.min(CUTS.most, Math.max(CUTS.least, Math.round(budgetMs / MS_PER_CUT)));
    const notes = cuts < CUTS.toShowLoss ? 300 : 1_200;
    const rows: Row[] = [];
    let account = NOTHING;
    for (const mode of ["FULL", "NORMAL"] as const) {
      const points = mode === "FULL" ? cuts : Math.min(CUTS.toShowLoss, cuts);
      const report = await runPowerLoss({
        root,
        mode,
        random: random.fork(),
        notes,
        points,
        serveEvery: SERVE_EVERY,
      });
      for (const problem of report.corrupt) say(`${mode}: ${problem}`);
      rows.push(...toRows(report));
      if (mode === "FULL") account = toAccount(report);
    }
    return { account, rows };
  },
};

function toRows({ mode, ...report }: PowerLossReport): readonly Row[] {
  const full = mode === "FULL";
  return [
    shown(`${mode}: notes written`, report.notes),
    shown(`${mode}: syncs`, report.syncs),
    atLeast(`${mode}: disks examined, three for each cut`, report.images, 1),
    atLeast(`${mode}: of these read by the server`, report.served, 1),
    (full ? zero : lossy)(`${mode}: disks with answered notes missing`, report.lossy),
    (full ? zero : shown)(`${mode}: most answered notes missing`, report.mostLost),
    zero(`${mode}: torn`, report.torn),
    zero(`${mode}: phantom`, report.phantom),
    zero(`${mode}: doubled`, report.doubled),
    none(`${mode}: damaged disks`, report.corrupt),
  ];
}

/** Of the notes written; what is wrong is counted over all disks, but for `lost`, which is that of the worst. */
function toAccount({ notes, mostLost, phantom, torn, doubled }: PowerLossReport): Account {
  return { ...NOTHING, acked: notes, present: notes - mostLost, lost: mostLost, phantom, torn, doubled };
}

/** Without a loss here the test could not see one there. */
const lossy = (name: string, value: number): Row => atLeast(name, value, 1);
