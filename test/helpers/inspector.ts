import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { type AnyClient, type Json, type Target, toAnswer } from "./any-client.ts";
import { programCommand, programEnvironment, ROOT } from "./program.ts";

const CLI = join(ROOT, "node_modules/.bin/mcp-inspector-cli");

/**
 * The MCP inspector's command line, as scripts use it: a process for each operation, a 2025-era client inside. It
 * cannot send a token.
 */
export function createInspector(target: Target): AnyClient {
  const inspect = async (...operation: string[]): Promise<Json> => {
    const { stdout } = await promisify(execFile)(CLI, ["--cli", ...address(target), ...operation], {
      env: target.kind === "stdio" ? programEnvironment(target) : { PATH: process.env.PATH },
    });
    return JSON.parse(stdout);
  };
  return {
    sessionId: () => undefined,
    listTools: async () =>
      (await inspect("--method", "tools/list")).tools.map((tool: { readonly name: string }) => tool.name),
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
