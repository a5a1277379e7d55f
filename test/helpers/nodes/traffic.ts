import { MODERN_META, modernHeaders } from "../wire.ts";

const CALL = {
  jsonrpc: "2.0",
  id: 1,
  method: "tools/call",
  params: { name: "get_stats", arguments: {}, _meta: MODERN_META },
};

/** The status of one `tools/call` with this token. */
export async function callWith(url: string, token: string): Promise<number> {
  const response = await fetch(url, {
    method: "POST",
    headers: { ...modernHeaders(CALL), authorization: `Bearer ${token}` },
    body: JSON.stringify(CALL),
  });
  await response.text();
  return response.status;
}

/** Calls that go on and on, to every node with every token. */
export interface Traffic {
  /** From now on also with this token. Resolves when it was used on every node. */
  add(token: string): Promise<void>;
  /** Answers with another status than 200, and errors. */
  readonly failures: readonly string[];
  stop(): Promise<void>;
}

export function startTraffic(urls: readonly string[]): Traffic {
  const failures: string[] = [];
  const lanes: Promise<void>[] = [];
  let over = false;
  const once = async (url: string, token: string): Promise<void> => {
    const outcome = await callWith(url, token).catch((error: unknown) => String(error));
    if (outcome !== 200) failures.push(`${url}: ${outcome}`);
  };
  const again = async (url: string, token: string): Promise<void> => {
    while (!over) await once(url, token);
  };
  return {
    failures,
    async add(token) {
      await Promise.all(urls.map((url) => once(url, token)));
      for (const url of urls) lanes.push(again(url, token));
    },
    async stop() {
      over = true;
      await Promise.all(lanes);
    },
  };
}
