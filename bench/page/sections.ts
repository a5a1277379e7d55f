/** A part of the page, and the figures in it by name, in their order. */
export interface Section {
  readonly title: string;
  readonly about: string;
  readonly figures: readonly string[];
}

/** Figures that are named in none come last, under a title of their own. */
export const SECTIONS: readonly Section[] = [
  {
    title: "Beside other memory servers",
    about:
      "In the same run, over the same transport. Storing and finding are the same work for all; what each answers to a request for its list is not, and stands beside it.",
    figures: ["peers"],
  },
  {
    title: "Calls over HTTP",
    about: "What the server adds to a socket, a parser and a store.",
    figures: ["http-calls", "mixed-load", "auth", "limits", "refusal-timing", "stdio-start", "http-start"],
  },
  {
    title: "Growth",
    about:
      "What becomes of a call when there are a thousand times as many entries. In `growth` every call by id takes another entry: from 100,000 on SQLite has to fetch its pages from the file, and those that nobody has read yet from the disk.",
    figures: ["growth", "million-entries", "briefing", "postgres-reads", "postgres-million"],
  },
  {
    title: "The store",
    about: "What the store adds to the statements that it runs.",
    figures: ["store-operations", "durable-remember", "postgres", "undo", "nodes"],
  },
  {
    title: "Search",
    about: "Words in, entries out. How good the answers are is another question: docs/search.md.",
    figures: ["search", "search-writes"],
  },
  {
    title: "Memory, bytes and tokens",
    about: "What the server takes up, and what a client has to read.",
    figures: ["memory-at-rest", "memory-under-load", "search-memory", "bytes-per-entry", "token-cost"],
  },
];
