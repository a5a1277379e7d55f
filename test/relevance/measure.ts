import type { CorpusQuestion } from "./corpus/types.ts";
import { type Memory, reader } from "./memory.ts";

/** A question as it was answered. */
export interface Answered {
  readonly question: CorpusQuestion;
  readonly language: string;
  /** Ids in the order of the answer. */
  readonly order: readonly string[];
  /** Place of the first right answer, from 1; infinite when there is none. */
  readonly place: number;
  readonly recallAt5: number;
  readonly recallAt10: number;
}

export interface Figures {
  readonly recallAt5: number;
  readonly recallAt10: number;
  /** Mean reciprocal rank of the first right answer. */
  readonly mrr: number;
}

const ASKED = 10;

/** Asks every question of the memory's corpora. */
export async function askAll({ store, corpora, idOf }: Memory): Promise<readonly Answered[]> {
  const answers: Answered[] = [];
  for (const corpus of corpora) {
    for (const question of corpus.questions) {
      const wanted = new Set(question.find.map((key) => idOf(corpus, key)));
      const { hits } = await store.search.search(reader, { query: question.ask, filter: {}, limit: ASKED });
      const order = hits.map(({ entry }) => entry.id);
      const first = order.findIndex((id) => wanted.has(id));
      const recallAt = (count: number) =>
        order.slice(0, count).filter((id) => wanted.has(id)).length / wanted.size;
      answers.push({
        question,
        language: corpus.language,
        order,
        place: first < 0 ? Number.POSITIVE_INFINITY : first + 1,
        recallAt5: recallAt(5),
        recallAt10: recallAt(10),
      });
    }
  }
  return answers;
}

export function figuresOf(answers: readonly Answered[]): Figures {
  const mean = (measured: (answer: Answered) => number) =>
    answers.reduce((sum, answer) => sum + measured(answer), 0) / answers.length;
  return {
    recallAt5: mean(({ recallAt5 }) => recallAt5),
    recallAt10: mean(({ recallAt10 }) => recallAt10),
    mrr: mean(({ place }) => 1 / place),
  };
}

/** Answers by what `keyOf` says of them. */
export function groupBy(
  answers: readonly Answered[],
  keyOf: (answer: Answered) => string,
): ReadonlyMap<string, readonly Answered[]> {
  const groups = new Map<string, Answered[]>();
  for (const answer of answers) {
    const key = keyOf(answer);
    groups.set(key, [...(groups.get(key) ?? []), answer]);
  }
  return groups;
}

/** The figures that lie below their floor, with the questions that pull them down; empty when all is well. */
export function shortfall(answers: readonly Answered[], floors: Figures): readonly string[] {
  const figures = figuresOf(answers);
  const names = Object.keys(floors) as (keyof Figures)[];
  const low = names.filter((name) => figures[name] < floors[name]);
  if (low.length === 0) return [];
  return [...low.map((name) => `${name} ${figures[name].toFixed(3)} < ${floors[name]}`), ...worst(answers)];
}

function worst(answers: readonly Answered[]): readonly string[] {
  return answers
    .filter(({ recallAt10, place }) => place > 1 || recallAt10 < 1)
    .toSorted((one, other) => other.place - one.place)
    .slice(0, 10)
    .map(({ question: { ask, find, kind }, language, place }) => {
      const where = Number.isFinite(place) ? `at ${place}` : "not found";
      return `${language} ${kind} "${ask}": ${find.join(", ")} ${where}`;
    });
}
