import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const MODERN = {
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientInfo": { name: "build", version: "0" },
  "io.modelcontextprotocol/clientCapabilities": {},
};
const INITIALIZE = {
  protocolVersion: "2025-11-25",
  capabilities: {},
  clientInfo: { name: "build", version: "0" },
};
const CALL = { name: "get_briefing", arguments: {} };

/** One conversation per protocol era; the last message of each is the one to wait for. */
const CONVERSATIONS = {
  modern: [
    { id: 1, method: "tools/list", params: { _meta: MODERN } },
    { id: 2, method: "tools/call", params: { ...CALL, _meta: MODERN } },
  ],
  legacy: [
    { id: 1, method: "initialize", params: INITIALIZE },
    { method: "notifications/initialized" },
    { id: 2, method: "tools/list" },
    { id: 3, method: "tools/call", params: CALL },
  ],
};

/**
 * Leaves `<part>.cache` beside the parts that a stdio start loads. Without it the program only starts more slowly, so a
 * failure, such as a native addon that is not built yet, is no failure of the build.
 */
export async function makeCodeCache(root, folder) {
  const data = mkdtempSync(path.join(tmpdir(), "awareness-build-"));
  const entry = path.join(folder, "main.js");
  try {
    await converse(root, entry, data, CONVERSATIONS.modern);
    await converse(root, entry, data, CONVERSATIONS.legacy);
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

async function converse(root, entry, data, messages) {
  const child = spawn(process.execPath, [path.join(root, "scripts", "warm-up.cjs"), entry, "serve"], {
    env: { PATH: process.env.PATH, AWARENESS_DATA_DIR: data, AWARENESS_LOG_LEVEL: "silent" },
    stdio: ["pipe", "pipe", "ignore"],
    timeout: 20_000,
  });
  const gone = once(child, "close");
  const last = messages.at(-1).id;
  let said = "";
  child.stdin.on("error", () => {});
  child.stdout.on("data", (chunk) => {
    said += chunk;
    if (said.includes(`"id":${last}`)) child.stdin.end();
  });
  for (const message of messages) child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
  await gone;
}
