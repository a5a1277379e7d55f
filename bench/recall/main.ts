import path from "node:path";
import { remember } from "../../src/domain/entries/remember.ts";
import type { Services } from "../../src/domain/services.ts";
import { callerOf, DATABASE, OWNER, openServices } from "../harness/database.ts";
import { type Place, withWorkshop } from "../harness/workshop.ts";
import { createBaseline } from "./baseline.ts";
import { type Conversation, readConversations } from "./conversations.ts";
import { createTally, HEADER, placeOf, type Tally } from "./tally.ts";

const LIMIT = 20;

/** Answers the exit code; 2 for wrong usage. */
export async function main(args: readonly string[], place: Omit<Place, "quick">): Promise<number> {
  const [file] = args;
  if (file === undefined) {
    process.stderr.write(
      "Usage: npm run bench:recall -- PATH of a JSON file of conversations with questions\n",
    );
    return 2;
  }
  const conversations = readConversations(file);
  const [baseline, own] = [createTally(), createTally()];
  await withWorkshop({ ...place, quick: false }, async ({ root, makeDir }) => {
    for (const conversation of conversations) {
      const opened = await openServices(root, path.join(makeDir(), DATABASE));
      try {
        await ask(opened.services, conversation, baseline, own);
      } finally {
        await opened.close();
      }
    }
  });
  const questions = conversations.reduce((sum, { qa }) => sum + qa.length, 0);
  process.stdout.write(`${questions} questions, words only\n${HEADER}\n`);
  process.stdout.write(`${baseline.row("plain stemmed BM25")}\n${own.row("search")}\n`);
  return 0;
}

/** Every turn becomes a note, in order; a question is answered when one of its turns is among the results. */
async function ask(
  services: Services,
  conversation: Conversation,
  baseline: Tally,
  own: Tally,
): Promise<void> {
  const caller = callerOf("remember");
  const turnOf = new Map<string, string>();
  for (const { id, session, speaker, text } of conversation.turns) {
    const note = await remember(services, caller, {
      source: session,
      tags: [speaker.toLowerCase()],
      description: `${speaker}: ${text}`,
      learned_from: "conversation",
    });
    turnOf.set(note.id, id);
  }
  await services.store.search.update({ all: true });
  const plain = createBaseline(conversation);
  for (const { question, evidence } of conversation.qa) {
    const answers = new Set(evidence);
    const { hits } = await services.store.search.search(OWNER, { query: question, filter: {}, limit: LIMIT });
    own.add(
      placeOf(
        hits.map(({ entry }) => turnOf.get(entry.id) ?? ""),
        answers,
      ),
    );
    baseline.add(placeOf(plain(question).slice(0, LIMIT), answers));
  }
}
