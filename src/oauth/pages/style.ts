/** The style of all pages, as it is sent. Colours keep the contrast of WCAG 2.2 AA in light and dark. */
export const STYLE = `:root {
  color-scheme: light dark;
  --ground: #f4f3ef; --card: #ffffff; --text: #1c2322; --soft: #59625f;
  --line: #dcdcd5; --edge: #7d8783; --accent: #0b6a5b; --on-accent: #ffffff;
  --tint: #e5f1ee; --bad: #a3261b; --bad-tint: #fcebe8; --warn: #754a00; --warn-tint: #fdf2da;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #121615; --card: #1b2120; --text: #e9eeec; --soft: #a5b0ac;
    --line: #313a38; --edge: #7c8985; --accent: #63cdb8; --on-accent: #06241e;
    --tint: #1d3531; --bad: #ff9d92; --bad-tint: #3b201d; --warn: #f2c46d; --warn-tint: #362a12;
  }
}
*, ::before, ::after { box-sizing: border-box; }
[hidden] { display: none !important; }
body {
  margin: 0; padding: 2rem 1rem 3rem; background: var(--ground); color: var(--text);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
  overflow-wrap: anywhere; -webkit-text-size-adjust: 100%; text-size-adjust: 100%;
}
.brand, .card { max-width: 29rem; margin: 0 auto; }
.brand { display: flex; align-items: center; gap: .5rem; padding: 0 .25rem 1rem; font-weight: 600; color: var(--soft); }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 1rem; padding: 1.75rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 1rem; letter-spacing: -.01em; text-wrap: balance; }
h2 { font-size: 1.125rem; line-height: 1.3; margin: 0 0 .75rem; }
h3 { font-size: 1rem; margin: 0; }
p { margin: 0 0 1rem; }
section { border-top: 1px solid var(--line); margin-top: 1.75rem; padding-top: 1.5rem; }
ul { margin: 0 0 1rem; padding-left: 1.25rem; }
li { margin-bottom: .5rem; }
a { color: var(--accent); text-underline-offset: .15em; }
code { font: .9em ui-monospace, Menlo, Consolas, monospace; }
bdi { unicode-bidi: isolate; }
.name { font-weight: 600; }
.host { font-weight: 600; unicode-bidi: isolate; }
.hint, .under { color: var(--soft); font-size: .875rem; line-height: 1.45; }
.hint { margin: .25rem 0 0; }
form { margin: 0; }
.field { margin: 0 0 1.125rem; }
.field label, legend { display: block; font-weight: 600; margin-bottom: .375rem; padding: 0; }
input[type="text"], input[type="password"] {
  display: block; width: 100%; min-height: 2.75rem; padding: .5rem .75rem; font: inherit; color: inherit;
  background: var(--card); border: 1px solid var(--edge); border-radius: .5rem;
}
input[aria-invalid] { border-color: var(--bad); }
button, summary { min-height: 2.75rem; font: inherit; font-weight: 600; cursor: pointer; border-radius: .5rem; }
button {
  width: 100%; padding: .5rem 1rem; border: 1px solid var(--accent);
  background: var(--accent); color: var(--on-accent);
}
button:hover { filter: brightness(1.08); }
button:disabled { opacity: .6; cursor: default; }
button.quiet { background: transparent; color: var(--text); border-color: var(--edge); }
button.danger { width: auto; background: transparent; color: var(--bad); border-color: currentColor; }
button.link {
  width: auto; padding: 0; border: 0; background: none; color: var(--accent);
  text-decoration: underline; text-underline-offset: .15em;
}
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.or { display: flex; align-items: center; gap: .75rem; margin: 1.25rem 0; color: var(--soft); font-size: .875rem; }
.or::before, .or::after { content: ""; flex: 1; border-top: 1px solid var(--line); }
.or:has(+ form > [hidden]), .or:has(~ [data-passkey][hidden]) { display: none; }
.problem, .notice, .warning { margin: 0 0 1.25rem; padding: .75rem 1rem; border-left: 4px solid; border-radius: .5rem; }
.problem { color: var(--bad); background: var(--bad-tint); }
.notice { color: var(--accent); background: var(--tint); }
.warning { background: var(--warn-tint); border-color: var(--warn); }
.warning strong { color: var(--warn); }
.problem:empty { display: none; }
.problem p, .warning p { margin: 0; }
.problem p + p, .warning p + p { margin-top: .375rem; }
.warning p + p { font-size: .9375rem; }
button + .problem { margin: .75rem 0 0; }
.parties { margin: 0 0 1.25rem; border: 1px solid var(--line); border-radius: .75rem; }
.parties > div { padding: .875rem 1rem; }
.parties > div + div { border-top: 1px solid var(--line); }
dt { color: var(--soft); font-size: .875rem; }
dd { margin: 0; }
.big { display: block; font-size: 1.375rem; line-height: 1.3; font-weight: 700; overflow: hidden; }
.under { display: block; }
.tag { margin-left: .375rem; padding: .0625rem .5rem; border-radius: 1rem; font-size: .8125rem; font-weight: 600; white-space: nowrap; }
.sure { color: var(--accent); background: var(--tint); }
.unsure { color: var(--warn); background: var(--warn-tint); }
fieldset { border: 0; margin: 0 0 1.25rem; padding: 0; min-width: 0; }
.tick { display: grid; grid-template-columns: auto 1fr; column-gap: .75rem; align-items: center; padding: .25rem 0; }
.tick input { width: 1.25rem; height: 1.25rem; margin: 0; accent-color: var(--accent); }
.tick label { padding: .25rem 0; }
.tick .hint { grid-column: 2; margin: -.25rem 0 .25rem; }
.tick .name { font-weight: 400; }
.only { margin: .25rem 0 0 2rem; }
.only .field { margin: .5rem 0 0; }
.list { max-height: 15rem; overflow-y: auto; padding-left: .25rem; }
.sources:has(#sources-all:checked) .only { display: none; }
.decide { display: grid; grid-template-columns: repeat(auto-fit, minmax(7rem, 1fr)); gap: .75rem; }
.decide.wide { grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); }
.decide + .hint { margin-top: .75rem; }
.who { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 0 .75rem;
  margin-top: 1.5rem; padding-top: 1rem; border-top: 1px solid var(--line); font-size: .9375rem; }
.who p { margin: 0; }
.items { list-style: none; margin: 0; padding: 0; }
.items > li { border: 1px solid var(--line); border-radius: .75rem; padding: 1rem; margin-bottom: .75rem; }
.items .host { margin: 0; font-weight: 400; color: var(--soft); font-size: .875rem; }
.facts { display: grid; grid-template-columns: auto 1fr; gap: .125rem 1rem; margin: .75rem 0; font-size: .9375rem; }
summary { color: var(--accent); padding: .5rem 0; }
details { margin-bottom: -.75rem; }
details[open] { margin-bottom: 0; }
details[open] > summary { margin-bottom: .5rem; }
.code { margin-top: 1.5rem; }
@media (max-width: 30rem) {
  body { padding: 1rem .5rem 2rem; }
  .card { padding: 1.25rem 1rem; border-radius: .75rem; }
}
@media (prefers-reduced-motion: no-preference) {
  button, input { transition: border-color .15s, filter .15s; }
}
`;
