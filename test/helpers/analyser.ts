import type { Analyser } from "../../src/domain/search/terms.ts";
import { createAnalyser } from "../../src/text/analyser.ts";

/** The real analyser, as the program hands it to a store. */
export async function loadAnalyser(): Promise<Analyser> {
  return createAnalyser();
}
