import { beforeAll, describe, expect, it } from "vitest";
import type { Open } from "../contract/backends.ts";
import { CORPORA } from "./corpus/index.ts";
import { type Answered, askAll, type Figures, groupBy, shortfall } from "./measure.ts";
import { openMemory } from "./memory.ts";

/** A little below what was measured when the search was written, so that a change for the worse shows. */
const OVERALL: Figures = { recallAt5: 0.98, recallAt10: 0.99, mrr: 0.97 };
const EACH: Figures = { recallAt5: 0.93, recallAt10: 0.95, mrr: 0.9 };

const LIMIT_MS = 180_000;

const LANGUAGES = [...new Set(CORPORA.map(({ language }) => language))];
const KINDS = [...new Set(CORPORA.flatMap(({ questions }) => questions.map(({ kind }) => kind)))];

/** Notes of 14 languages in one memory, and questions whose right answers are known. */
export function describeRelevance(name: string, open: Open): void {
  describe(`relevance on ${name}`, () => {
    const byState = new Map<string, readonly Answered[]>();
    beforeAll(async () => {
      const memory = await openMemory(open, CORPORA);
      byState.set("newly written", await askAll(memory));
      await memory.store.search.update({ all: true });
      byState.set("indexed", await askAll(memory));
      await memory.close();
    }, LIMIT_MS);
    const answersOf = (state: string) => byState.get(state) ?? [];

    for (const state of ["newly written", "indexed"]) {
      it(`finds the right ${state} notes among the first`, () => {
        expect(answersOf(state)).toHaveLength(CORPORA.flatMap(({ questions }) => questions).length);
        expect(shortfall(answersOf(state), OVERALL)).toEqual([]);
      });

      it.each(LANGUAGES)(`finds the right ${state} notes when asked in %s`, (language) => {
        const answers = groupBy(answersOf(state), (answer) => answer.language).get(language);
        expect(shortfall(answers ?? [], EACH)).toEqual([]);
      });

      it.each(KINDS)(`finds the right ${state} notes for questions of kind %s`, (kind) => {
        const answers = groupBy(answersOf(state), ({ question }) => question.kind).get(kind);
        expect(shortfall(answers ?? [], EACH)).toEqual([]);
      });
    }
  });

  describe(`relevance of few notes on ${name}`, () => {
    /** So few that nothing is indexed of its own accord. */
    const few = [0, 4, 8, 12].map((start) => CORPORA.slice(start, start === 12 ? undefined : start + 4));
    const waiting: Answered[] = [];
    const indexed: Answered[] = [];
    beforeAll(async () => {
      for (const corpora of few) {
        const memory = await openMemory(open, corpora);
        waiting.push(...(await askAll(memory)));
        await memory.store.search.update({ all: true });
        indexed.push(...(await askAll(memory)));
        await memory.close();
      }
    }, LIMIT_MS);

    it("finds the right notes with everything still waiting to be indexed", () => {
      expect(shortfall(waiting, OVERALL)).toEqual([]);
    });

    it("answers in the same order once they are indexed", () => {
      const changed = waiting.filter(({ order }, index) => order.join() !== indexed[index]?.order.join());
      expect(changed.map(({ question }) => question.ask)).toEqual([]);
    });
  });
}
