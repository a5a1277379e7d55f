import type { Corpus } from "./types.ts";

export const italian = {
  language: "it",
  notes: [
    {
      key: "affitto",
      source: "casa",
      tags: ["contratto"],
      description:
        "Il contratto d'affitto di via dei Glicini scade il 31 gennaio; la disdetta va mandata con raccomandata sei mesi prima.",
    },
    {
      key: "amministratore",
      source: "casa",
      tags: ["contatto"],
      description:
        "L'amministratore del condominio è il geometra Bassani; l'assemblea si tiene sempre a febbraio nella sala parrocchiale.",
    },
    {
      key: "medico",
      source: "salute",
      tags: ["medico"],
      description:
        "La dottoressa Conti visita solo su appuntamento; per le ricette basta un messaggio entro mezzogiorno.",
    },
    {
      key: "dentista",
      source: "salute",
      tags: ["medico"],
      description:
        "Il dentista ha trovato due carie, otturazioni a 120 euro l'una, prossima seduta il 9 maggio.",
    },
    {
      key: "pediatra",
      source: "salute",
      tags: ["bambini"],
      description:
        "Il pediatra consiglia vitamina D per Sofia fino ad aprile e una visita per la schiena in autunno.",
    },
    {
      key: "allergia",
      source: "salute",
      tags: ["bambini"],
      description: "Matteo è allergico alle fragole e al pelo di gatto; l'antistaminico sta nello zaino blu.",
    },
    {
      key: "caldaia",
      source: "casa",
      tags: ["riscaldamento"],
      description:
        "La caldaia va in blocco sotto 0,8 bar; si ricarica dal rubinetto grigio e poi si spurgano i termosifoni.",
    },
    {
      key: "bollino",
      source: "casa",
      tags: ["riscaldamento"],
      description:
        "Il bollino blu della caldaia lo rinnova il tecnico Ferrero ogni due anni, novanta euro in contanti.",
    },
    {
      key: "rifiuti",
      source: "casa",
      tags: ["raccolta"],
      description:
        "L'umido si espone lunedì e giovedì sera, la plastica il mercoledì, il vetro ogni due sabati.",
    },
    {
      key: "chiavi",
      source: "casa",
      tags: ["vicini"],
      description:
        "Le chiavi di riserva sono dalla signora Nicolò al secondo piano; quella del garage è nel cassetto dell'ingresso.",
    },
    {
      key: "foto",
      source: "tecnica",
      tags: ["copie"],
      description:
        "Le fotografie vengono copiate ogni domenica sul disco esterno argento, e a Natale su un secondo disco dai nonni.",
    },
    {
      key: "server",
      source: "lavoro",
      tags: ["copie"],
      description:
        "Il server della contabilità viene salvato ogni notte all'una; le copie restano per sei mesi nel data center di Arezzo.",
    },
    {
      key: "passaporti",
      source: "viaggi",
      tags: ["documenti"],
      description: "I passaporti sono nella cartella rossa in camera; quello di Giulia scade a luglio 2027.",
    },
    {
      key: "tasse",
      source: "soldi",
      tags: ["documenti"],
      description:
        "Il commercialista vuole le fatture entro il 20 di ogni mese; gli scontrini della farmacia stanno nella busta rossa.",
    },
    {
      key: "mutuo",
      source: "soldi",
      tags: ["banca"],
      description: "La rata del mutuo è di 640 euro, tasso variabile con tetto al quattro per cento.",
    },
    {
      key: "bollo",
      source: "auto",
      tags: ["tasse"],
      description:
        "Il bollo dell'auto si paga a settembre, l'assicurazione invece a marzo con la classe di merito uno.",
    },
    {
      key: "gomme",
      source: "auto",
      tags: ["officina"],
      description:
        "Le gomme invernali si montano il 15 novembre dal gommista di viale Europa; l'officina ha già ordinato le nuove.",
    },
    {
      key: "puglia",
      source: "viaggi",
      tags: ["vacanze"],
      description:
        "Il trullo di Locorotondo era fresco e silenzioso; per la spiaggia serviva mezz'ora di macchina.",
    },
    {
      key: "dolomiti",
      source: "viaggi",
      tags: ["vacanze"],
      description:
        "Per le Dolomiti abbiamo prenotato il rifugio Averau, mezza pensione, e lo skipass si ritira ad Arabba.",
    },
    {
      key: "treno",
      source: "viaggi",
      tags: ["preferenza"],
      description:
        "Preferisce il treno all'aereo, posto corridoio in carrozza silenzio, e arriva in stazione con largo anticipo.",
    },
    {
      key: "riunioni",
      source: "lavoro",
      tags: ["preferenza"],
      description:
        "Niente riunioni durante la pausa pranzo; vuole le decisioni riassunte in fondo alla mail.",
    },
    {
      key: "linguaggio",
      source: "lavoro",
      tags: ["decisione"],
      description:
        "Abbiamo deciso di tenere Python per i modelli e di spostare in Rust solo il calcolo dei prezzi.",
    },
    {
      key: "smart",
      source: "lavoro",
      tags: ["decisione"],
      description:
        "Il lavoro da casa è consentito otto giorni al mese, da concordare con il responsabile entro il venerdì.",
    },
    {
      key: "nonna",
      source: "famiglia",
      tags: ["compleanno"],
      description:
        "Nonna Assunta compie ottantacinque anni il 15 agosto; pranzo alla trattoria del Pozzo, prenotati dodici posti.",
    },
    {
      key: "regalo",
      source: "famiglia",
      tags: ["regalo"],
      description: "Idee regalo per Paolo: un coltello da funghi o un corso di fotografia subacquea.",
    },
    {
      key: "ragu",
      source: "svago",
      tags: ["ricetta"],
      description:
        "Il ragù deve cuocere quattro ore: soffritto di sedano e carota, un bicchiere di vino rosso, latte alla fine.",
    },
    {
      key: "orto",
      source: "svago",
      tags: ["orto"],
      description:
        "Nell'orto le zucchine vanno seminate a maggio; il basilico si annaffia la mattina, mai sulle foglie.",
    },
    {
      key: "banda",
      source: "svago",
      tags: ["musica"],
      description:
        "La banda prova il venerdì sera in palestra; mancano due clarinetti per la festa del patrono.",
    },
  ],
  questions: [
    { ask: "Quando scade il contratto d'affitto?", find: ["affitto"], kind: "words" },
    { ask: "assemblee del condominio: dove e quando", find: ["amministratore"], kind: "inflected" },
    { ask: "Come chiedo una ricetta alla dottoressa Conti?", find: ["medico"], kind: "inflected" },
    { ask: "costo di un'otturazione dal dentista", find: ["dentista"], kind: "inflected" },
    { ask: "Fino a quando la vitamina per Sofia?", find: ["pediatra"], kind: "words" },
    { ask: "allergie di Matteo, fragola o gatto", find: ["allergia"], kind: "inflected" },
    { ask: "Sotto quanti bar si blocca la caldaia?", find: ["caldaia"], kind: "words" },
    { ask: "Chi rinnova il bollino della caldaia?", find: ["bollino"], kind: "words" },
    { ask: "In quali sere si espone l'umido?", find: ["rifiuti"], kind: "inflected" },
    { ask: "raccolta plastica mercoledi", find: ["rifiuti"], kind: "accent" },
    { ask: "chiavi dalla signora Nicolo", find: ["chiavi"], kind: "accent" },
    { ask: "Dove copio la fotografia sul disco?", find: ["foto"], kind: "inflected" },
    { ask: "salvataggio del server della contabilita", find: ["server"], kind: "accent" },
    { ask: '"cartella rossa"', find: ["passaporti"], kind: "phrase" },
    { ask: "Dove tengo gli scontrini della farmacia?", find: ["tasse"], kind: "words" },
    { ask: "Quanto pago di rate del mutuo?", find: ["mutuo"], kind: "inflected" },
    { ask: "In che mese si paga il bollo?", find: ["bollo"], kind: "words" },
    { ask: "Quale gommista monta le gomme invernali?", find: ["gomme"], kind: "words" },
    { ask: "Com'era il trullo di Locorotnodo?", find: ["puglia"], kind: "typo" },
    { ask: "prenotazione al rifugio sulle Dolomiti", find: ["dolomiti"], kind: "words" },
    { ask: "posti in carrozza silenzio sul treno", find: ["treno"], kind: "inflected" },
    { ask: "Si può fare una riunione in pausa pranzo?", find: ["riunioni"], kind: "inflected" },
    { ask: "Quale parte spostiamo in Rust?", find: ["linguaggio"], kind: "words" },
    { ask: "Quanti giorni di lavoro da casa?", find: ["smart"], kind: "words" },
    { ask: "trattoria per il compleanno della nonna", find: ["nonna"], kind: "words" },
    { ask: "corsi di fotografia per Paolo", find: ["regalo"], kind: "inflected" },
    { ask: "Quante ore cuoce il ragu?", find: ["ragu"], kind: "accent" },
    { ask: '"sedano e carota"', find: ["ragu"], kind: "phrase" },
    { ask: "Quando si semina la zucchina?", find: ["orto"], kind: "inflected" },
    { ask: "quanti clarineti mancano alla banda", find: ["banda"], kind: "typo" },
    { ask: "tutte le note sulla caldaia", find: ["caldaia", "bollino"], kind: "words" },
  ],
} satisfies Corpus;
