import type { Figure, Row } from "../harness/figure.ts";
import { installPeers } from "../harness/peers/install.ts";
import { countKept } from "../harness/peers/kept.ts";
import { compareAt } from "../harness/peers/sizes.ts";
import { compareStarts } from "../harness/peers/start.ts";

const SIZES = [1_000, 10_000, 100_000];

export const peers: Figure = {
  name: "peers",
  title: "other memory servers over stdio, their time against ours; not in a quick run",
  method:
    "server-memory, mcp-memory-libsql and mcp-memory-keeper from npm as bench/peers/package-lock.json pins them, and the built program, all with the same notes of 45 words, all through the same client in the era of 2025, one call at a time, in turn. Stores are filled past the tools (JSON lines, SQL, the store). One word is looked for that stands in one note. A ratio is how many times as long the peer takes. Our writes wait for the disk.",
  async measure(workshop) {
    if (workshop.quick) {
      workshop.say("peers: skipped, for a quick run installs nothing");
      return [];
    }
    await installPeers(workshop);
    const rows: Row[] = [];
    for (const size of SIZES) rows.push(...(await compareAt(workshop, size)));
    rows.push(...(await countKept(workshop)));
    rows.push(...(await compareStarts(workshop)));
    return rows;
  },
};
