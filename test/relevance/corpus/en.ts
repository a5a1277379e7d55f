import type { Corpus } from "./types.ts";

export const english = {
  language: "en",
  notes: [
    {
      key: "backup-photos",
      source: "home",
      tags: ["backup", "server"],
      description:
        "The photo server is copied every night to the grey Synology in the basement; a second backup goes to Backblaze on Sundays.",
    },
    {
      key: "backup-laptop",
      source: "home",
      tags: ["backup"],
      description:
        "Laptop backups run with Time Machine onto the small SSD in the desk drawer, plugged in every Friday.",
    },
    {
      key: "dentist",
      source: "health",
      tags: ["doctor", "teeth"],
      description:
        "Dr. Okafor is the dentist for the whole family. The practice is closed on Wednesday afternoons; next cleaning on 14 March.",
    },
    {
      key: "pediatrician",
      source: "health",
      tags: ["doctor", "children"],
      description:
        "The children's doctor is Dr. Lindqvist in Mill Lane. Call before nine to be seen the same day.",
    },
    {
      key: "eye-doctor",
      source: "health",
      tags: ["doctor", "eyes"],
      description:
        "The eye doctor says the left eye needs stronger glasses, minus 2.75, and a check-up every two years.",
    },
    {
      key: "allergy",
      source: "health",
      tags: ["emma"],
      description:
        "Emma is allergic to hazelnuts and penicillin; the adrenaline pen is in the blue pouch of her school bag.",
    },
    {
      key: "lease",
      source: "home",
      tags: ["flat", "contract"],
      description:
        "The lease for the flat in Harbour Street runs until 30 June; notice must reach the landlord in writing three months ahead.",
    },
    {
      key: "landlord",
      source: "home",
      tags: ["flat", "contact"],
      description:
        "Our landlord Mr. Pemberton answers letters faster than calls and insists on approving every nail in the wall.",
    },
    {
      key: "boiler-pressure",
      source: "home",
      tags: ["heating"],
      description:
        "Keep the boiler between 1.2 and 1.8 bar; refill with the hose under the sink when the radiators gurgle.",
    },
    {
      key: "boiler-service",
      source: "home",
      tags: ["heating", "money"],
      description:
        "Hughes Heating serviced the boiler in October for 140 pounds and wants to replace the heat exchanger next autumn.",
    },
    {
      key: "bins",
      source: "home",
      tags: ["waste"],
      description:
        "Paper is collected on the first Tuesday of the month, garden waste every second Thursday; glass goes to the container by the church.",
    },
    {
      key: "spare-key",
      source: "home",
      tags: ["keys"],
      description:
        "Mrs. Adeyemi at number 12 has our spare key, and we keep hers on the hook behind the pantry door.",
    },
    {
      key: "car-insurance",
      source: "car",
      tags: ["insurance", "money"],
      description:
        "The car is insured with Northgate, policy renews on 1 November, excess 300 pounds, breakdown cover included.",
    },
    {
      key: "home-insurance",
      source: "home",
      tags: ["insurance", "money"],
      description:
        "Contents insurance covers bicycles up to 1,500 pounds only if they are locked with an approved chain.",
    },
    {
      key: "tyres",
      source: "car",
      tags: ["garage"],
      description:
        "Winter tyres are stored at Fletcher's garage, size 205/55 R16, four millimetres of tread left last spring.",
    },
    {
      key: "lisbon",
      source: "travel",
      tags: ["trip", "portugal"],
      description:
        "In Lisbon we loved the guesthouse in Alfama, but the room facing the tram line was too loud to sleep.",
    },
    {
      key: "norway",
      source: "travel",
      tags: ["trip", "norway"],
      description:
        "For Norway we booked the night ferry from Hirtshals to Bergen on 9 July with a cabin and space for the bicycles.",
    },
    {
      key: "seat",
      source: "travel",
      tags: ["preference"],
      description:
        "Prefers an aisle seat on long flights and a vegetarian meal; never books connections shorter than ninety minutes.",
    },
    {
      key: "passports",
      source: "travel",
      tags: ["documents"],
      description:
        "Passports are in the red folder on the top shelf of the study; Ben's expires in August 2027.",
    },
    {
      key: "folders",
      source: "home",
      tags: ["documents"],
      description:
        "The folder for school reports is green, the one for taxes is red with a label; bills go into the grey box.",
    },
    {
      key: "postgres",
      source: "work",
      tags: ["decision", "database"],
      description:
        "Decided to stay on PostgreSQL instead of moving to MongoDB because the monthly reports depend on joins.",
    },
    {
      key: "freeze",
      source: "work",
      tags: ["decision", "release"],
      description:
        "No deployments between 18 December and 4 January; urgent fixes need approval from Priya and a rollback plan.",
    },
    {
      key: "oncall",
      source: "work",
      tags: ["schedule"],
      description:
        "On-call weeks rotate on Mondays at ten; I swap with Marek whenever his daughter has a swimming competition.",
    },
    {
      key: "review-style",
      source: "work",
      tags: ["preference", "code"],
      description:
        "Wants pull requests small, with tests first and no abbreviations in names; comments explain why, not what.",
    },
    {
      key: "mum-birthday",
      source: "family",
      tags: ["gift"],
      description:
        "Mum turns seventy on 22 May; the siblings are chipping in for a weekend at the Lavender Spa and a photo book.",
    },
    {
      key: "zoe",
      source: "family",
      tags: ["restaurant"],
      description:
        "Anniversary dinner at Café Zoë, the corner table; they make the crème brûlée without hazelnuts if asked.",
    },
    {
      key: "sourdough",
      source: "hobby",
      tags: ["recipe", "bread"],
      description:
        "Sourdough starter: feed equal parts rye flour and water, leave it twelve hours at 24 degrees, then bake with 70 percent hydration.",
    },
    {
      key: "tomatoes",
      source: "hobby",
      tags: ["garden"],
      description:
        "Tomato seedlings go outside after the ice saints; the black Krim variety split last summer because of uneven watering.",
    },
    {
      key: "pension",
      source: "money",
      tags: ["savings"],
      description:
        "Raised the monthly pension contribution to eight percent; the employer matches up to six.",
    },
  ],
  questions: [
    { ask: "where are the backups of the photo server", find: ["backup-photos"], kind: "words" },
    { ask: "which disk does the laptop back up to", find: ["backup-laptop"], kind: "inflected" },
    { ask: "when is the dentist's practice closed", find: ["dentist"], kind: "words" },
    { ask: "name of the children's doctor", find: ["pediatrician"], kind: "words" },
    { ask: "does my left eye need new glasses", find: ["eye-doctor"], kind: "words" },
    { ask: "what allergies does Emma have", find: ["allergy"], kind: "inflected" },
    { ask: "when does the lease of our flat end", find: ["lease"], kind: "words" },
    { ask: "which notes mention the landlord", find: ["lease", "landlord"], kind: "words" },
    { ask: "how many bar should the boiler have", find: ["boiler-pressure"], kind: "words" },
    { ask: "who did the last boiler servicing", find: ["boiler-service"], kind: "inflected" },
    { ask: "when do they collect garden waste", find: ["bins"], kind: "inflected" },
    { ask: "which neighbour keeps a spare key", find: ["spare-key"], kind: "words" },
    { ask: "when is the car insurance renewed", find: ["car-insurance"], kind: "inflected" },
    { ask: "are bicycles covered by contents insurance", find: ["home-insurance"], kind: "inflected" },
    { ask: "where did we store the winter tyre set", find: ["tyres"], kind: "inflected" },
    { ask: "guesthuose in Lisbon", find: ["lisbon"], kind: "typo" },
    { ask: "booking of the ferry to Bergen", find: ["norway"], kind: "inflected" },
    { ask: "aisle or window on long flights", find: ["seat"], kind: "words" },
    { ask: '"red folder" passports', find: ["passports"], kind: "phrase" },
    { ask: "why not move to MongoDB", find: ["postgres"], kind: "words" },
    { ask: "who approves urgent fixes in December", find: ["freeze"], kind: "inflected" },
    { ask: "swimming competition of Marek's daughter", find: ["oncall"], kind: "words" },
    { ask: '"tests first"', find: ["review-style"], kind: "phrase" },
    { ask: "present for mum's seventieth birthday in May", find: ["mum-birthday"], kind: "words" },
    { ask: "table at cafe zoe", find: ["zoe"], kind: "accent" },
    { ask: "creme brulee without nuts", find: ["zoe"], kind: "accent" },
    { ask: "how long does the sourdogh starter rest", find: ["sourdough"], kind: "typo" },
    { ask: "which tomato varieties split last year", find: ["tomatoes"], kind: "inflected" },
    { ask: "percentage the employer adds to my pension", find: ["pension"], kind: "words" },
    { ask: "everything about the boiler", find: ["boiler-pressure", "boiler-service"], kind: "words" },
  ],
} satisfies Corpus;
