import { PASSWORD_LENGTH } from "../../auth/password-length.ts";
import { type Html, html } from "./html.ts";
import { field, problemBox } from "./parts.ts";

/** What is wrong with a new password: each a whole sentence. Empty: nothing. */
export type PasswordProblems = readonly string[];

/**
 * Fields for a new password and its repetition, posted as `new_password` and `repeat_password`, below what is wrong with
 * them. `name` is the user name with which a password manager keeps it, posted as `username` and to be ignored.
 */
export function newPasswordFields(name: string, problems: PasswordProblems): Html {
  const problem = problems.length > 0 ? "password-problem" : undefined;
  return html`<input type="text" name="username" value="${name}" autocomplete="username" hidden readonly>
${problemBox("password-problem", problems)}
${field({
  id: "new_password",
  label: "New password",
  type: "password",
  autocomplete: "new-password",
  hint: `At least ${PASSWORD_LENGTH.least} characters that are hard to guess. Four or five words that have nothing to do with each other are good; digits and signs are not needed.`,
  problem,
  required: true,
  focus: problem !== undefined,
})}
${field({
  id: "repeat_password",
  label: "New password once more",
  type: "password",
  autocomplete: "new-password",
  problem,
  required: true,
})}`;
}
