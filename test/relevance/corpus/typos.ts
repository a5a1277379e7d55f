import type { Corpus } from "./types.ts";

export const typos = {
  language: "en",
  notes: [
    {
      key: "orthodontist",
      source: "health",
      tags: ["teeth"],
      description:
        "The orthodontist in Beaufort Road tightens Mia's braces every six weeks, always on a Thursday.",
    },
    {
      key: "physio",
      source: "health",
      tags: ["knee"],
      description:
        "Physiotherapy for the knee: ten sessions with Mr. Callahan, exercises with the rubber band every evening.",
    },
    {
      key: "vaccination",
      source: "health",
      tags: ["travel"],
      description:
        "Vaccination certificate for yellow fever is valid for life; the booklet is in the bathroom cabinet.",
    },
    {
      key: "dehumidifier",
      source: "home",
      tags: ["cellar"],
      description:
        "The dehumidifier in the cellar switches on at sixty percent; empty the tank twice a week in summer.",
    },
    {
      key: "chimney",
      source: "home",
      tags: ["fire"],
      description: "The chimney was swept in September, the sweep found a cracked brick above the damper.",
    },
    {
      key: "accountant",
      source: "money",
      tags: ["tax"],
      description:
        "Our accountant Helen Zhou wants receipts scanned by quarter and charges ninety pounds an hour.",
    },
    {
      key: "scholarship",
      source: "money",
      tags: ["school"],
      description: "The scholarship of the music academy pays half of the violin lessons until next July.",
    },
    {
      key: "kubernetes",
      source: "work",
      tags: ["cluster"],
      description:
        "Kubernetes cluster upgrades happen on the second Tuesday; the ingress controller is upgraded last.",
    },
    {
      key: "questionnaire",
      source: "work",
      tags: ["survey"],
      description:
        "The customer questionnaire showed that delivery times matter more than price for restaurants.",
    },
    {
      key: "fahrradwerkstatt",
      source: "alltag",
      tags: ["fahrrad"],
      description:
        "Die Fahrradwerkstatt am Marktplatz hat die Gangschaltung eingestellt und die Kette gewechselt, 65 Euro.",
    },
    {
      key: "kindergarten",
      source: "familie",
      tags: ["kinder"],
      description:
        "Der Kindergarten schließt in den Sommerferien drei Wochen; Notbetreuung gibt es nur in der ersten.",
    },
    {
      key: "versicherung",
      source: "finanzen",
      tags: ["versicherung"],
      description:
        "Die Haftpflichtversicherung deckt auch Mietsachschäden, Selbstbeteiligung 150 Euro, Schaden binnen einer Woche melden.",
    },
    {
      key: "rasenmaeher",
      source: "garten",
      tags: ["garten"],
      description:
        "Der Rasenmäher braucht vor dem Winter frisches Öl, das Messer schleift der Händler in Oberndorf.",
    },
    {
      key: "quittance",
      source: "maison",
      tags: ["papiers"],
      description:
        "Les quittances de loyer arrivent le dix du mois et sont classées dans le tiroir du secrétaire.",
    },
    {
      key: "plombier",
      source: "maison",
      tags: ["travaux"],
      description:
        "Le plombier a remplacé le siphon de la baignoire et conseille de changer le robinet avant l'hiver.",
    },
    {
      key: "bibliotheque",
      source: "loisirs",
      tags: ["livres"],
      description:
        "La bibliothèque municipale prête les liseuses pendant trois semaines, carte gratuite pour les enfants.",
    },
    {
      key: "boulangerie",
      source: "loisirs",
      tags: ["courses"],
      description:
        "La boulangerie près de la gare garde une baguette aux céréales si on téléphone avant midi.",
    },
    {
      key: "library",
      source: "hobby",
      tags: ["books"],
      description:
        "Library books are due back on the fifth; the self-service machine is next to the children's section.",
    },
  ],
  questions: [
    { ask: "how often to the orthodontst", find: ["orthodontist"], kind: "typo" },
    { ask: "when are Mia's barces tightened", find: ["orthodontist"], kind: "typo" },
    { ask: "number of physioterapy sessions", find: ["physio"], kind: "typo" },
    { ask: "rubber band excercises", find: ["physio"], kind: "typo" },
    { ask: "where is the vacination certificate", find: ["vaccination"], kind: "typo" },
    { ask: "yellow fevver booklet", find: ["vaccination"], kind: "typo" },
    { ask: "emptying the dehumidifer", find: ["dehumidifier"], kind: "typo" },
    { ask: "last time the chimeny was swept", find: ["chimney"], kind: "typo" },
    { ask: "hourly price of our acountant", find: ["accountant"], kind: "typo" },
    { ask: "scanning reciepts by quarter", find: ["accountant"], kind: "typo" },
    { ask: "who pays the scolarship", find: ["scholarship"], kind: "typo" },
    { ask: "kuberentes upgrade day", find: ["kubernetes"], kind: "typo" },
    { ask: "result of the questionaire", find: ["questionnaire"], kind: "typo" },
    { ask: "what matters to restarants", find: ["questionnaire"], kind: "typo" },
    { ask: "Kosten der Fahradwerkstatt", find: ["fahrradwerkstatt"], kind: "typo" },
    { ask: "Wer hat die Gangschatlung eingestellt?", find: ["fahrradwerkstatt"], kind: "typo" },
    { ask: "Notbetreuung im Kindergraten", find: ["kindergarten"], kind: "typo" },
    { ask: "Selbstbeteilligung bei Schaden", find: ["versicherung"], kind: "typo" },
    { ask: "Öl für den Rasenmähre", find: ["rasenmaeher"], kind: "typo" },
    { ask: "Où sont les quitances ?", find: ["quittance"], kind: "typo" },
    { ask: "Que conseille le plonbier ?", find: ["plombier"], kind: "typo" },
    { ask: "siphon de la bagnoire", find: ["plombier"], kind: "typo" },
    { ask: "liseuses à la biblothèque", find: ["bibliotheque"], kind: "typo" },
    { ask: "téléphoner à la boulangrie", find: ["boulangerie"], kind: "typo" },
    { ask: "when are libary books due", find: ["library"], kind: "typo" },
  ],
} satisfies Corpus;
