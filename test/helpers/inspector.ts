import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { type AnyClient, type Json, type Target, toAnswer } from "./any-client.ts";
import { programCommand, programEnvironment, ROOT } from "./program.ts";

const CLI = join(ROOT, "node_modules/.bin/mcp-inspector-cli");
/** What the command starts, with the same arguments, in a process of its own. */
const INNER = join(ROOT, "node_modules/@modelcontextprotocol/inspector-cli/build/index.js");

/**
 * The MCP inspector's command line, as scripts use it: a process for each operation, a 2025-era client inside. It
 * cannot send a token. Tools are listed through the command itself; other operations spare its process.
 */
export function createInspector(target: Target): AnyClient {
  const run = async (file: string, args: readonly string[]): Promise<Json> => {
    const { stdout } = await promisify(execFile)(file, args, {
      env: target.kind === "stdio" ? programEnvironment(target) : { PATH: process.env.PATH },
    });
    return JSON.parse(stdout);
  };
  const inspect = (...operation: string[]) =>
    run(process.execPath, [INNER, ...address(target), ...operation]);
  return {
    sessionId: () => undefined,
    listTools: async () =>
      (await run(CLI, ["--cli", ...address(target), "--method", "tools/list"])).tools.map(
        (tool: { readonly name: string }) => tool.name,
      ),
    callTool: async (name, args = {}) => {
      const given = Object.entries(args).flatMap(([key, value]) => [
        "--tool-arg",
        `${key}=${typeof value === "string" ? value : JSON.stringify(value)}`,
      ]);
      return toAnswer(await inspect("--method", "tools/call", "--tool-name", name, ...given));
    },
    readResource: async (uri) =>
      JSON.parse((await inspect("--method", "resources/read", "--uri", uri)).contents[0].text),
    getPrompt: async (name) =>
      (await inspect("--method", "prompts/get", "--prompt-name", name)).messages[0].content.text,
    close: async () => {},
  };
}

function address(target: Target): readonly string[] {
  if (target.kind === "stdio") {
    const { command, args } = programCommand(["serve"]);
    return [command, ...args];
  }
  return [target.url, "--transport", "http"];
}
