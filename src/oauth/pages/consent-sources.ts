import { type Html, html } from "./html.ts";
import { nameOf } from "./shown-name.ts";

/** More would make a page that nobody reads; others can be typed. */
const MOST_SHOWN = 50;

/**
 * Everything, or only some sources: ticked among the known ones, or typed. `chosen` is what was chosen before, where
 * absent means everything; `problem` is the id of the message that says what is wrong.
 */
export function sourceChoice(
  known: readonly string[],
  chosen: readonly string[] | undefined,
  problem: string | undefined,
): Html {
  const shown = known.slice(0, MOST_SHOWN);
  const typed = (chosen ?? []).filter((source) => !shown.includes(source));
  const some = chosen !== undefined;
  return html`<fieldset class="sources">
<legend>Of which sources</legend>
<div class="tick">
<input type="radio" id="sources-all" name="sources" value="all"${!some && html` checked`}>
<label for="sources-all">Everything</label>
</div>
<div class="tick">
<input type="radio" id="sources-some" name="sources" value="some"${some && html` checked`}>
<label for="sources-some">Only these sources</label>
</div>
<div class="only">
${
  shown.length > 0 &&
  html`<div class="list" role="group" aria-label="Known sources">
${shown.map((source, at) => sourceTick(source, at, chosen?.includes(source) === true))}
</div>`
}
<div class="field">
<label for="more-sources">${shown.length > 0 ? "Others" : "Sources"}, separated by commas</label>
<input id="more-sources" name="more_sources" type="text" value="${typed.join(", ")}" autocomplete="off" autocapitalize="none" spellcheck="false"${
    problem !== undefined && html` aria-describedby="${problem}" aria-invalid="true"`
  }>
</div>
</div>
</fieldset>`;
}

function sourceTick(source: string, at: number, ticked: boolean): Html {
  return html`<div class="tick">
<input type="checkbox" id="source-${at}" name="source" value="${source}"${ticked && html` checked`}>
<label for="source-${at}">${nameOf(source)}</label>
</div>`;
}
