import type { CliContext } from "./context.ts";
import { serve } from "./serve.ts";

/** `awareness serve` without options, the same as through the parser; answers the exit code. */
export async function runServe(context: CliContext): Promise<number> {
  try {
    await serve(context, {});
    return 0;
  } catch (error) {
    const { reportFailure } = await import("./report-error.ts");
    return reportFailure(error, context, false);
  }
}
