/** A variable or flag that the program cannot start with. One line: its name, its value, what is accepted. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  /** True when the command line is wrong, false when the environment is. */
  readonly usage: boolean;

  constructor(message: string, usage = false) {
    super(message);
    this.usage = usage;
  }
}
