import { arabic } from "./ar.ts";
import { german } from "./de.ts";
import { english } from "./en.ts";
import { spanish } from "./es.ts";
import { french } from "./fr.ts";
import { hindi } from "./hi.ts";
import { identifiers } from "./identifiers.ts";
import { italian } from "./it.ts";
import { japanese } from "./ja.ts";
import { korean } from "./ko.ts";
import { long } from "./long.ts";
import { dutch } from "./nl.ts";
import { portuguese } from "./pt.ts";
import { russian } from "./ru.ts";
import { thai } from "./th.ts";
import type { Corpus } from "./types.ts";
import { typos } from "./typos.ts";
import { chinese } from "./zh.ts";

export const CORPORA: readonly Corpus[] = [
  english,
  german,
  french,
  spanish,
  portuguese,
  russian,
  chinese,
  japanese,
  korean,
  thai,
  arabic,
  hindi,
  italian,
  dutch,
  identifiers,
  typos,
  long,
];
