/** Ends a command with an exit code: 1 failed, 2 wrong usage. Without a message nothing more is printed. */
export class CliError extends Error {
  override readonly name = "CliError";
  readonly exitCode: 1 | 2;

  constructor(exitCode: 1 | 2, message = "", cause?: unknown) {
    super(message, { cause });
    this.exitCode = exitCode;
  }
}
