import type { StdioAnswer, StdioSession } from "../stdio-session.ts";
import type { ToolCall } from "./contestant.ts";

/** What some peers answer, as an ordinary result, when they could not do it. */
const REFUSED = /^(Failed|Error|No )/;

/** Calls a tool. @throws Error when there is no answer, when it is a refusal, or when it lacks `expected`. */
export async function ask(
  session: StdioSession,
  { tool, args }: ToolCall,
  expected = "",
): Promise<StdioAnswer> {
  const answer = await session.call(tool, args);
  const text = String(answer.result.content?.[0]?.text);
  if (answer.result.isError === true || REFUSED.test(text) || !text.includes(expected)) {
    throw new Error(`it answered ${text.slice(0, 120)}`);
  }
  return answer;
}
