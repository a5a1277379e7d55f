import { longDiaryNotes } from "./long-diary.ts";
import { longHomeNotes } from "./long-home.ts";
import { longWorkNotes } from "./long-work.ts";
import type { Corpus } from "./types.ts";

export const long = {
  language: "en",
  notes: [...longHomeNotes, ...longWorkNotes, ...longDiaryNotes],
  questions: [
    { ask: "how to rinse the cartridge of the water filter", find: ["cottage"], kind: "long" },
    { ask: "combination lock of the oars", find: ["cottage"], kind: "long" },
    { ask: "what to do with a sheep on its back", find: ["cottage"], kind: "long" },
    { ask: "solar panels on the stairwell roofs vote", find: ["residents"], kind: "long" },
    { ask: "when may residents over seventy use the dryer", find: ["residents"], kind: "long" },
    { ask: "ribbons for bicycles in the bicycle room", find: ["residents"], kind: "long" },
    { ask: "why must the old cherry tree be felled", find: ["residents"], kind: "long" },
    { ask: "routing weight of a failing payment provider", find: ["runbook"], kind: "long" },
    { ask: "paid orders missing at the warehouse, reconciler lease", find: ["runbook"], kind: "long" },
    { ask: "may I restart Redis when baskets are empty", find: ["runbook"], kind: "long" },
    { ask: "converter for the self-service machines in Eastfield", find: ["catalogue"], kind: "long" },
    { ask: "will readers keep their borrowing history", find: ["catalogue"], kind: "long" },
    { ask: "arrangers and composers in the music scores", find: ["catalogue"], kind: "long" },
    { ask: "offline mode of the book van", find: ["catalogue"], kind: "long" },
    { ask: "mechanic who welded the exhaust bracket", find: ["iceland"], kind: "long" },
    { ask: "retired postman in the hot pot", find: ["iceland"], kind: "long" },
    { ask: "where did we buy the scratchy sweaters", find: ["iceland"], kind: "long" },
    { ask: "which slug remedies worked, nematodes or eggshells", find: ["allotment"], kind: "long" },
    { ask: "cutting potato haulm against blight", find: ["allotment"], kind: "long" },
    { ask: "borrowing the apple press for juice", find: ["allotment"], kind: "long" },
    { ask: "frozen hands of the church clock", find: ["grandfather"], kind: "long" },
    { ask: "parrot in the ferry queue", find: ["grandfather"], kind: "long" },
    { ask: "how high did the flood stand at the dresser", find: ["grandfather"], kind: "long" },
    { ask: "wood of the workshop bench in the museum", find: ["grandfather"], kind: "long" },
  ],
} satisfies Corpus;
