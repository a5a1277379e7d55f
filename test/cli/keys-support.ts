import { makeFolder, type Result, run } from "./support.ts";

/** Long enough to sign and to seal with. */
export const SECRET = "0123456789abcdef0123456789abcdef";

/** Runs commands one after the other with the same environment. */
export function program(env: Readonly<Record<string, string>> = {}) {
  const folder = makeFolder();
  const said: string[] = [];
  const all = { AWARENESS_DATA_DIR: folder, ...env };
  const ask = async (...args: readonly string[]): Promise<Result> => {
    const result = await run([...args, "--debug"], all);
    if (args[0] === "keys") said.push(result.stdout, result.stderr);
    return result;
  };
  const askJson = async (...args: readonly string[]) => JSON.parse((await ask(...args, "--json")).stdout);
  return { folder, ask, askJson, said: () => said.join("\n") };
}
