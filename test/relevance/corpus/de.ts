import type { Corpus } from "./types.ts";

export const german = {
  language: "de",
  notes: [
    {
      key: "mietvertrag",
      source: "wohnung",
      tags: ["vertrag"],
      description:
        "Der Mietvertrag für die Wohnung in der Lindenstraße läuft am 30. September aus; gekündigt wird schriftlich mit drei Monaten Frist.",
    },
    {
      key: "handyvertrag",
      source: "finanzen",
      tags: ["vertrag"],
      description:
        "Der Handyvertrag bei Congstar kostet 22 Euro und verlängert sich im Februar, wenn er nicht gekündigt wird.",
    },
    {
      key: "vermieter",
      source: "wohnung",
      tags: ["kontakt"],
      description:
        "Vermieter Herr Brandstätter ist nur dienstags im Büro; Reparaturen meldet man der Hausverwaltung per Formular.",
    },
    {
      key: "hausarzt",
      source: "gesundheit",
      tags: ["arzt"],
      description: "Hausärztin Dr. Yılmaz, Sprechstunde ohne Termin montags und donnerstags ab acht Uhr.",
    },
    {
      key: "zahnarzt",
      source: "gesundheit",
      tags: ["arzt"],
      description:
        "Der Zahnarzt hat eine Krone links oben empfohlen, Kostenvoranschlag 780 Euro, die Kasse zahlt die Hälfte.",
    },
    {
      key: "augenarzt",
      source: "gesundheit",
      tags: ["arzt"],
      description:
        "Beim Augenarzt in der Goethestraße wartet man auf einen Termin etwa vier Monate; Augendruck war in Ordnung.",
    },
    {
      key: "impfung",
      source: "gesundheit",
      tags: ["kinder"],
      description:
        "Lena braucht im Frühjahr die zweite Zeckenimpfung; der Impfpass liegt in der roten Mappe im Arbeitszimmer.",
    },
    {
      key: "mappe",
      source: "wohnung",
      tags: ["dokumente"],
      description: "In die rote Mappe gehören Pässe und Urkunden, in die blaue alles von der Schule.",
    },
    {
      key: "steuer",
      source: "finanzen",
      tags: ["dokumente"],
      description:
        "Die Steuererklärung muss bis Ende Juli zum Finanzamt; Belege der Handwerker sammelt Jonas in einem roten Ordner.",
    },
    {
      key: "heizung",
      source: "wohnung",
      tags: ["haus"],
      description:
        "Heizung entlüften: erst die Pumpe ausschalten, dann im obersten Stock beginnen, danach Wasser auf 1,5 Bar nachfüllen.",
    },
    {
      key: "schornstein",
      source: "wohnung",
      tags: ["haus"],
      description:
        "Der Schornsteinfeger kommt jedes Jahr im März und prüft auch den Kaminofen im Wohnzimmer.",
    },
    {
      key: "muell",
      source: "wohnung",
      tags: ["haus"],
      description:
        "Die gelbe Tonne wird alle zwei Wochen am Mittwoch geleert, Papier am ersten Freitag; Sperrmüll nur nach Anmeldung.",
    },
    {
      key: "schluessel",
      source: "wohnung",
      tags: ["nachbarn"],
      description:
        "Ein Ersatzschlüssel liegt bei Familie Özdemir im Erdgeschoss, der Kellerschlüssel hängt hinter der Küchentür.",
    },
    {
      key: "auto-tuev",
      source: "auto",
      tags: ["werkstatt"],
      description:
        "Das Auto muss im Mai zum TÜV; die Werkstatt Krüger meinte, die hinteren Bremsen halten nicht mehr lange.",
    },
    {
      key: "reifen",
      source: "auto",
      tags: ["werkstatt"],
      description:
        "Winterreifen sind beim Reifenhändler in der Bahnhofstraße eingelagert, Wechsel immer in der Woche nach Ostern.",
    },
    {
      key: "ostsee",
      source: "reise",
      tags: ["urlaub"],
      description:
        "Die Ferienwohnung in Warnemünde war ruhig, zwei Minuten vom Strand, nur die Betten waren zu weich.",
    },
    {
      key: "alpen",
      source: "reise",
      tags: ["urlaub"],
      description:
        "Hüttentour im Karwendel: Schlafplätze werden schon im Januar reserviert, Hunde sind nur auf zwei Hütten erlaubt.",
    },
    {
      key: "zug",
      source: "reise",
      tags: ["vorliebe"],
      description:
        "Fährt lieber Zug als Auto, am liebsten im Ruhebereich am Fenster, und kauft den Sparpreis sechs Wochen vorher.",
    },
    {
      key: "server",
      source: "arbeit",
      tags: ["technik"],
      description:
        "Der Testserver wird jede Nacht um drei Uhr neu aufgesetzt; wer Daten behalten will, sichert sie auf das Netzlaufwerk.",
    },
    {
      key: "sicherung",
      source: "technik",
      tags: ["backup"],
      description:
        "Die Fotos werden sonntags auf die externe Festplatte gesichert, eine zweite Kopie liegt bei den Eltern in Kassel.",
    },
    {
      key: "urlaubssperre",
      source: "arbeit",
      tags: ["entscheidung"],
      description:
        "Im November gilt wegen der Inventur eine Urlaubssperre für das ganze Lager, Ausnahmen genehmigt Frau Hölzl.",
    },
    {
      key: "sprache",
      source: "arbeit",
      tags: ["entscheidung"],
      description:
        "Das Team hat beschlossen, neue Dienste in Go zu schreiben; die alten Java-Programme werden nur noch gepflegt.",
    },
    {
      key: "besprechung",
      source: "arbeit",
      tags: ["vorliebe"],
      description: "Möchte vor zehn Uhr keine Besprechungen und Einladungen immer mit Tagesordnung.",
    },
    {
      key: "oma",
      source: "familie",
      tags: ["geburtstag"],
      description:
        "Oma Hilde wird am 3. August neunzig; gefeiert wird im Gasthof zum Hirschen, den Kuchen backt Tante Gerda.",
    },
    {
      key: "geschenk",
      source: "familie",
      tags: ["geschenk"],
      description: "Geschenkideen für Papa: ein Vogelhaus aus Lärchenholz oder Karten für das Orgelkonzert.",
    },
    {
      key: "brot",
      source: "hobby",
      tags: ["rezept"],
      description:
        "Roggenbrot: Sauerteig über Nacht ansetzen, mit Kümmel und Koriander würzen, bei 250 Grad anbacken.",
    },
    {
      key: "chor",
      source: "hobby",
      tags: ["musik"],
      description:
        "Der Chor probt donnerstags im Gemeindehaus; für das Weihnachtskonzert fehlen noch zwei Tenöre.",
    },
    {
      key: "garten",
      source: "hobby",
      tags: ["garten"],
      description:
        "Rosen im März bis auf drei Augen zurückschneiden, die Hortensien dagegen erst nach dem letzten Frost.",
    },
  ],
  questions: [
    { ask: "Wann läuft der Mietvertrag aus?", find: ["mietvertrag"], kind: "words" },
    { ask: "Was kostet der Handyvertrag im Monat?", find: ["handyvertrag"], kind: "words" },
    { ask: "An welchen Tagen ist der Vermieter im Büro?", find: ["vermieter"], kind: "words" },
    { ask: "Sprechstunden der Hausärztin", find: ["hausarzt"], kind: "inflected" },
    { ask: "Wie teuer wird die Krone beim Zahnarzt?", find: ["zahnarzt"], kind: "words" },
    { ask: "Wie lange wartet man auf Termine beim Augenarzt?", find: ["augenarzt"], kind: "inflected" },
    { ask: "Wo liegt Lenas Impfpass?", find: ["impfung"], kind: "words" },
    { ask: '"rote Mappe"', find: ["mappe"], kind: "phrase" },
    { ask: "Bis wann ist die Steuererklärung fällig?", find: ["steuer"], kind: "words" },
    { ask: "Wer sammelt den Beleg vom Handwerker?", find: ["steuer"], kind: "inflected" },
    { ask: "Wie entlüfte ich die Heizung?", find: ["heizung"], kind: "inflected" },
    { ask: "Wann kommt der Schornsteinfeger?", find: ["schornstein"], kind: "words" },
    { ask: "Leerung der gelben Tonne", find: ["muell"], kind: "inflected" },
    { ask: "Schlüssel bei Familie Ozdemir", find: ["schluessel"], kind: "accent" },
    { ask: "Bremse hinten laut Werkstatt Krüger", find: ["auto-tuev"], kind: "inflected" },
    { ask: "Wo lagern die Winterreifen?", find: ["reifen"], kind: "words" },
    { ask: "Ferienwohnung in Warnemunde", find: ["ostsee"], kind: "accent" },
    { ask: "Sind auf der Hütte im Karwendel Hunde erlaubt?", find: ["alpen"], kind: "inflected" },
    { ask: "Sitzplatz im Zug, Fenster oder Gang?", find: ["zug"], kind: "words" },
    { ask: "Um wie viel Uhr wird der Testserver aufgesetzt?", find: ["server"], kind: "words" },
    { ask: "Fotos auf externer Festplatte sichern", find: ["sicherung"], kind: "inflected" },
    { ask: "Wer genehmigt Ausnahmen von der Urlaubssperre?", find: ["urlaubssperre"], kind: "words" },
    { ask: "In welcher Sprache schreiben wir neue Dienste?", find: ["sprache"], kind: "words" },
    { ask: "Besprechung vor zehn Uhr erwünscht?", find: ["besprechung"], kind: "inflected" },
    { ask: "Wo feiert Oma Hilde ihren Neunzigsten?", find: ["oma"], kind: "words" },
    { ask: "Vogelhuas für Papa", find: ["geschenk"], kind: "typo" },
    { ask: '"Kümmel und Koriander"', find: ["brot"], kind: "phrase" },
    { ask: "Wie viele Tenore fehlen dem Chor?", find: ["chor"], kind: "accent" },
    { ask: "Wann darf ich die Hortensein zurückschneiden?", find: ["garten"], kind: "typo" },
    { ask: "Termine bei Zahnarzt und Augenarzt", find: ["zahnarzt", "augenarzt"], kind: "inflected" },
  ],
} satisfies Corpus;
