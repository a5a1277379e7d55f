import { type ClientView, clientLine } from "./client-view.ts";
import { html } from "./html.ts";
import { type Page, renderPage } from "./layout.ts";
import { counted, type FormTarget, field, form, passkeyButton, problemBox } from "./parts.ts";
import { describeRedirect } from "./redirect-target.ts";

/** Why somebody is not signed in. None tells whether there is such an account. */
export type SignInProblem =
  /** Name or password are not right. */
  | { readonly code: "mismatch" }
  /** The passkey is unknown, or its proof does not hold. */
  | { readonly code: "passkey" }
  /** The form was open for too long, or was not this browser's. */
  | { readonly code: "stale" }
  /** Too many attempts; `minutes` until the next, rounded up. */
  | { readonly code: "throttled"; readonly minutes: number };

/** Posts `csrf`, `login` and `password`; a passkey posts `csrf` and `credential` to an action of its own. */
export interface SignInView extends FormTarget {
  /** The mount path. */
  readonly base: string;
  /** Who sends the person here; absent when they come on their own. */
  readonly client?: ClientView;
  /** What was typed before. */
  readonly login?: string;
  readonly problem?: SignInProblem;
  /** Absent when this address cannot have passkeys. Both are paths; the first gives options (`parts.ts`). */
  readonly passkey?: { readonly optionsUrl: string; readonly action: string };
}

/** The page on which people sign in. */
export function renderSignIn(view: SignInView): Page {
  const { base, client, problem, passkey } = view;
  const said = problem === undefined ? [] : [sayProblem(problem)];
  return renderPage({
    base,
    title: "Sign in",
    status: statusOf(problem),
    script: passkey !== undefined,
    ...(client && { formTargets: [describeRedirect(client.redirectUri).formTarget] }),
    ...(problem?.code === "throttled" && { headers: { "retry-after": String(wholeMinutes(problem) * 60) } }),
    body: html`<h1>Sign in</h1>
${client && clientLine(client)}
${problemBox("problem", said)}
${passwordForm(view)}
${
  passkey &&
  html`<p class="or"><span>or</span></p>
${form(
  { action: passkey.action, csrf: view.csrf },
  passkeyButton({ kind: "get", label: "Use a passkey", optionsUrl: passkey.optionsUrl, autofill: true }),
)}`
}`,
  });
}

function passwordForm(view: SignInView) {
  const wrong = view.problem?.code === "mismatch" ? "problem" : undefined;
  return form(
    view,
    html`${field({
      id: "login",
      label: "User name or e-mail address",
      type: "text",
      autocomplete: view.passkey === undefined ? "username" : "username webauthn",
      value: view.login ?? "",
      problem: wrong,
      required: true,
    })}
${field({
  id: "password",
  label: "Password",
  type: "password",
  autocomplete: "current-password",
  problem: wrong,
  required: true,
})}
<button type="submit">Sign in</button>`,
  );
}

const wholeMinutes = ({ minutes }: { readonly minutes: number }) => Math.max(1, Math.ceil(minutes));

function statusOf(problem: SignInProblem | undefined): number {
  if (problem === undefined) return 200;
  return problem.code === "throttled" ? 429 : 400;
}

function sayProblem(problem: SignInProblem): string {
  switch (problem.code) {
    case "mismatch":
      return "User name and password do not match. Check both, and try again.";
    case "passkey":
      return "This passkey cannot be used here. Try another one, or your password.";
    case "stale":
      return "This page was open for too long. Please sign in again.";
    case "throttled":
      return `Too many attempts. Wait ${counted(wholeMinutes(problem), "minute")}, then try again.`;
  }
}
