import type { FoundNote } from "./account.ts";
import { connect } from "./client.ts";
import { readNotes } from "./read-back.ts";

/** The name of a writer of the owner at this place. */
export const nameWriter = (owner: number, name: string): string => `owner${owner}-${name}`;

export interface FoundNotes {
  /** Of all owners, of each newest first. */
  readonly notes: readonly FoundNote[];
  /** How many of them were given to another owner than the one whose writer wrote them. */
  readonly foreign: number;
}

/** Reads back what each owner is given; `tokens` of the owners, in the order that `nameWriter` counts them. */
export async function readOwners(url: string, tokens: readonly string[]): Promise<FoundNotes> {
  const notes: FoundNote[] = [];
  let foreign = 0;
  for (const [owner, token] of tokens.entries()) {
    const reader = await connect("modern", { kind: "http", url, token });
    const found = await readNotes(reader);
    await reader.close();
    notes.push(...found);
    foreign += found.filter(({ writer }) => !writer.startsWith(nameWriter(owner, ""))).length;
  }
  return { notes, foreign };
}
