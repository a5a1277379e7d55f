import type { Corpus } from "./types.ts";

export const dutch = {
  language: "nl",
  notes: [
    {
      key: "huur",
      source: "thuis",
      tags: ["contract"],
      description:
        "Het huurcontract van het appartement aan de Kastanjelaan loopt af op 31 maart; opzeggen kan per aangetekende brief.",
    },
    {
      key: "huisbaas",
      source: "thuis",
      tags: ["contact"],
      description:
        "De huisbaas, meneer Van der Meulen, regelt lekkages binnen een dag maar schilderwerk doet hij alleen in de zomer.",
    },
    {
      key: "huisarts",
      source: "gezondheid",
      tags: ["arts"],
      description:
        "Huisarts Jansen heeft inloopspreekuur op werkdagen van acht tot tien; herhaalrecepten via de apotheek.",
    },
    {
      key: "tandarts",
      source: "gezondheid",
      tags: ["arts"],
      description:
        "De tandarts wil bij de volgende controle foto's maken van de kies rechtsonder; afspraak op 17 juni.",
    },
    {
      key: "fysio",
      source: "gezondheid",
      tags: ["arts"],
      description:
        "De fysiotherapeut raadt drie keer per week oefeningen voor de knie aan, twaalf behandelingen worden vergoed.",
    },
    {
      key: "allergie",
      source: "gezondheid",
      tags: ["kinderen"],
      description:
        "Sanne is allergisch voor pinda's en wespensteken; haar medicijn ligt in de bovenste keukenla.",
    },
    {
      key: "ketel",
      source: "thuis",
      tags: ["verwarming"],
      description: "De ketel bijvullen tot 1,8 bar met de blauwe slang; eerst de thermostaat lager zetten.",
    },
    {
      key: "onderhoud",
      source: "thuis",
      tags: ["verwarming"],
      description:
        "Onderhoud van de ketel gebeurt om de twee jaar door Feenstra, de monteur belt zelf voor een afspraak.",
    },
    {
      key: "afval",
      source: "thuis",
      tags: ["afval"],
      description:
        "De groene container wordt op maandag geleegd, oud papier halen ze op de derde zaterdag, glas gaat naar de bak bij de supermarkt.",
    },
    {
      key: "sleutel",
      source: "thuis",
      tags: ["buren"],
      description:
        "De reservesleutel ligt bij buurvrouw Noëlle op nummer 8; de sleutel van de schuur hangt aan de spijker in de gang.",
    },
    {
      key: "fotos",
      source: "techniek",
      tags: ["back-up"],
      description:
        "De foto's gaan elke zondag naar de externe schijf en een tweede kopie staat bij mijn broer in Gent.",
    },
    {
      key: "server",
      source: "werk",
      tags: ["back-up"],
      description:
        "De server met klantgegevens wordt ieder uur gekopieerd naar Eindhoven; terugzetten duurt ongeveer veertig minuten.",
    },
    {
      key: "paspoort",
      source: "reizen",
      tags: ["documenten"],
      description:
        "De paspoorten zitten in de rode map in de werkkamer; dat van Bram verloopt in september 2026.",
    },
    {
      key: "belasting",
      source: "geld",
      tags: ["documenten"],
      description:
        "De belastingaangifte moet voor 1 mei binnen zijn; de bonnen zitten in een rode doos onder de map met polissen.",
    },
    {
      key: "hypotheek",
      source: "geld",
      tags: ["bank"],
      description:
        "De hypotheekrente staat vast op 1,9 procent tot 2031, extra aflossen mag tot tien procent per jaar.",
    },
    {
      key: "auto",
      source: "auto",
      tags: ["garage"],
      description: "De auto moet in augustus gekeurd worden; garage Bakker vond roest aan de uitlaat.",
    },
    {
      key: "fiets",
      source: "fiets",
      tags: ["verzekering"],
      description:
        "De elektrische fiets is tegen diefstal verzekerd als hij met twee sloten vaststaat; framenummer staat op de factuur.",
    },
    {
      key: "texel",
      source: "reizen",
      tags: ["vakantie"],
      description:
        "Het huisje op Texel had een houtkachel en lag vlak bij de duinen, maar de bedden kraakten vreselijk.",
    },
    {
      key: "schotland",
      source: "reizen",
      tags: ["vakantie"],
      description:
        "Voor Schotland is de nachtboot van IJmuiden naar Newcastle geboekt op 2 juli, buitenhut voor vier personen.",
    },
    {
      key: "trein",
      source: "reizen",
      tags: ["voorkeur"],
      description:
        "Reist het liefst met de trein in de stiltecoupé en neemt nooit een overstap korter dan tien minuten.",
    },
    {
      key: "overleg",
      source: "werk",
      tags: ["voorkeur"],
      description:
        "Wil geen vergaderingen op woensdag, want dan zijn de kinderen vrij; korte berichten liever dan lange mails.",
    },
    {
      key: "database",
      source: "werk",
      tags: ["besluit"],
      description:
        "Besloten om de zoekmachine te vervangen door Meilisearch, omdat beheer van de oude te veel tijd kostte.",
    },
    {
      key: "thuiswerken",
      source: "werk",
      tags: ["besluit"],
      description: "Thuiswerken mag twee dagen per week; op dinsdag verwacht Ingrid iedereen op kantoor.",
    },
    {
      key: "oma",
      source: "familie",
      tags: ["verjaardag"],
      description:
        "Oma Truus wordt op 28 februari vijfentachtig; we vieren het in het pannenkoekenhuis en oom Kees houdt een toespraak.",
    },
    {
      key: "cadeau",
      source: "familie",
      tags: ["cadeau"],
      description: "Cadeautips voor Daan: een verrekijker voor het vogels kijken of een bon voor de klimhal.",
    },
    {
      key: "stamppot",
      source: "hobby",
      tags: ["recept"],
      description:
        "Stamppot: boerenkool pas na de eerste vorst, met spekjes en een scheutje azijn door de jus.",
    },
    {
      key: "koor",
      source: "hobby",
      tags: ["muziek"],
      description:
        "Het koor repeteert op donderdagavond in de kerk; voor de uitvoering in juni zoeken we nog twee bassen.",
    },
    {
      key: "moestuin",
      source: "hobby",
      tags: ["tuin"],
      description:
        "In de moestuin gaan de aardappelen half april de grond in en worden de frambozen in het najaar gesnoeid.",
    },
  ],
  questions: [
    { ask: "Wanneer loopt het huurcontract af?", find: ["huur"], kind: "words" },
    { ask: "Hoe snel regelt de huisbaas een lekkage?", find: ["huisbaas"], kind: "inflected" },
    { ask: "spreekuur van huisarts Jansen", find: ["huisarts"], kind: "words" },
    { ask: "Waarom wil de tandarts een foto maken?", find: ["tandarts"], kind: "inflected" },
    { ask: "Hoeveel behandelingen bij de fysiotherapeut worden vergoed?", find: ["fysio"], kind: "words" },
    { ask: "oefening voor mijn knie", find: ["fysio"], kind: "inflected" },
    { ask: "Waar is Sanne allergisch voor?", find: ["allergie"], kind: "words" },
    { ask: "Tot hoeveel bar moet ik de ketel bijvullen?", find: ["ketel"], kind: "words" },
    { ask: "Welke monteur doet het onderhoud aan ketels?", find: ["onderhoud"], kind: "inflected" },
    { ask: "Op welke dag legen ze de groene containers?", find: ["afval"], kind: "inflected" },
    { ask: "reservesleutel bij buurvrouw Noelle", find: ["sleutel"], kind: "accent" },
    { ask: "Waar hangen de sleutels van de schuur?", find: ["sleutel"], kind: "inflected" },
    { ask: "tweede kopie van de foto's", find: ["fotos"], kind: "words" },
    { ask: "Hoe lang duurt terugzetten van de server?", find: ["server"], kind: "words" },
    { ask: '"rode map"', find: ["paspoort"], kind: "phrase" },
    { ask: "Waar zitten de bonnen voor de belastingaangifte?", find: ["belasting"], kind: "words" },
    { ask: "Hoeveel extra aflossen op de hypotheekrente?", find: ["hypotheek"], kind: "words" },
    { ask: "roest bij de keuring van de auto", find: ["auto"], kind: "words" },
    { ask: "Met hoeveel sloten is de elektrische fiets verzekerd?", find: ["fiets"], kind: "words" },
    { ask: "Hoe was het huisje bij de duin op Texel?", find: ["texel"], kind: "inflected" },
    { ask: "nachtboot naar Newcaslte", find: ["schotland"], kind: "typo" },
    { ask: "reizen in de stiltecoupe", find: ["trein"], kind: "accent" },
    { ask: "Mag een vergadering op woensdag?", find: ["overleg"], kind: "inflected" },
    { ask: "Waarom Meilisearch als zoekmachine?", find: ["database"], kind: "words" },
    { ask: "Hoeveel dagen thuiswerken mag ik van Ingrid?", find: ["thuiswerken"], kind: "words" },
    { ask: "Wie houdt toespraken voor oma Truus?", find: ["oma"], kind: "inflected" },
    { ask: "verekijker voor Daan", find: ["cadeau"], kind: "typo" },
    { ask: '"scheutje azijn"', find: ["stamppot"], kind: "phrase" },
    { ask: "Wanneer gaat de aardappel de grond in?", find: ["moestuin"], kind: "inflected" },
    { ask: "avond waarop het koor repeteert", find: ["koor"], kind: "words" },
    { ask: "alles over de ketels", find: ["ketel", "onderhoud"], kind: "inflected" },
  ],
} satisfies Corpus;
