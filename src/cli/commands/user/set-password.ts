import type { Command } from "commander";
import type { AskPassword } from "../../../app/users/set-password.ts";
import { CliError } from "../../cli-error.ts";
import { type CliContext, printLine } from "../../context.ts";
import { defineCommand } from "../../define-command.ts";
import { isTerminal, readFirstLine, readHidden, type Terminal } from "../../read-secret.ts";
import { createDeps } from "../../settings.ts";
import { aboutUser, DATABASE, readUserConfig, USER_ID, type UserOptions } from "../../user-options.ts";

const ATTEMPTS = 3;

export function setPasswordCommand(context: CliContext): Command {
  return defineCommand({
    name: "set-password",
    summary: "Set a user's password.",
    details:
      "Asks for it without showing it; from a pipe, the first line is the password. It has 14 to 128 characters and must not be easy to guess.",
    examples: [
      "awareness user set-password ada",
      "pass show awareness/ada | awareness user set-password ada",
    ],
  })
    .argument(...USER_ID)
    .option(...DATABASE)
    .action((id: string, options: UserOptions) => set(context, id, options));
}

async function set(context: CliContext, id: string, options: UserOptions): Promise<void> {
  const config = readUserConfig(context, options);
  const { setPassword } = await import("../../../app/users/set-password.ts");
  const deps = await createDeps(context, options);
  const { stdin } = context;
  const ask = isTerminal(stdin) ? askThrice(context, stdin) : takeFirstLine(context);
  const done = await aboutUser(() => setPassword(config, deps, id, ask));
  if (!done) throw new CliError(1, `No password was set for ${id} after ${ATTEMPTS} attempts.`);
  printLine(context, `The password of ${id} is set.`);
}

/** @throws CliError at once: nobody is there to try again. */
function takeFirstLine({ stdin }: CliContext): AskPassword {
  return async (weakness) => {
    const password = await readFirstLine(stdin);
    const found = weakness(password);
    if (found.length > 0) throw new CliError(1, `The password will not do: ${found.join(" ")}`);
    return password;
  };
}

function askThrice({ stderr }: CliContext, stdin: Terminal): AskPassword {
  return async (weakness) => {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const password = await readHidden(stdin, stderr, "New password: ");
      const found = weakness(password);
      // A password that will not do need not be typed again.
      if (found.length > 0) stderr.write(found.map((line) => `${line}\n`).join(""));
      else if ((await readHidden(stdin, stderr, "The same again: ")) === password) return password;
      else stderr.write("The two are not the same.\n");
    }
    return undefined;
  };
}
