// Each function runs in the browser, on its own: nothing outside of it can be used.

/** Texts that stand out from what is behind them by less than 4.5 (WCAG 2.2, 1.4.3), with the ratio. */
export function findFaintTexts(): string[] {
  type Colour = readonly [number, number, number, number];
  const parse = (text: string): Colour => {
    const parts = /^rgba?\((.+)\)$/
      .exec(text)?.[1]
      ?.split(/[ ,/]+/)
      .map(Number);
    if (parts === undefined) throw new Error(`cannot read the colour ${text}`);
    const [red = 0, green = 0, blue = 0, alpha = 1] = parts;
    return [red, green, blue, alpha];
  };
  const over = ([r, g, b, a]: Colour, below: Colour): Colour => [
    r * a + below[0] * (1 - a),
    g * a + below[1] * (1 - a),
    b * a + below[2] * (1 - a),
    1,
  ];
  const groundOf = (element: Element | null): Colour => {
    if (element === null) return [255, 255, 255, 1];
    const own = parse(getComputedStyle(element).backgroundColor);
    return own[3] === 1 ? own : over(own, groundOf(element.parentElement));
  };
  const luminance = (colour: Colour) => {
    const [r = 0, g = 0, b = 0] = colour.slice(0, 3).map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (one: Colour, other: Colour) => {
    const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };
  const faint: string[] = [];
  const judge = (element: Element, text: string) => {
    const isOff = element.closest(":disabled") !== null;
    if (isOff || !element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return;
    const ground = groundOf(element);
    const found = ratio(over(parse(getComputedStyle(element).color), ground), ground);
    if (found < 4.5) faint.push(`${found.toFixed(2)} ${text.slice(0, 40)}`);
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const text = node.textContent?.trim() ?? "";
    if (text !== "" && node.parentElement !== null) judge(node.parentElement, text);
  }
  for (const input of document.querySelectorAll("input")) judge(input, `in ${input.id}`);
  for (const input of document.querySelectorAll<HTMLInputElement>("input[type=text], input[type=password]")) {
    if (!input.checkVisibility()) continue;
    const edge = parse(getComputedStyle(input).borderTopColor);
    const found = ratio(edge, groundOf(input));
    if (found < 3) faint.push(`${found.toFixed(2)} edge of ${input.id}`);
  }
  return faint;
}

/** What sticks out of a narrow window, and would have to be scrolled to. */
export function findTooWide(): string[] {
  const { clientWidth, scrollWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return [];
  const wide = [...document.querySelectorAll("body *")].filter(
    (element) => element.getBoundingClientRect().right > clientWidth + 0.5,
  );
  return [`${scrollWidth} of ${clientWidth}`, ...wide.map((element) => element.outerHTML.slice(0, 80))];
}

/** Buttons and fields that are smaller than a finger needs (WCAG 2.2, 2.5.8: 24 pixels). */
export function findTooSmall(): string[] {
  const targets = document.querySelectorAll(
    "button, summary, input[type=text], input[type=password], .tick label",
  );
  return [...targets]
    .filter((element) => element.checkVisibility())
    .filter((element) => {
      const { width, height } = element.getBoundingClientRect();
      return Math.min(width, height) < 24;
    })
    .map((element) => element.outerHTML.slice(0, 80));
}

/** Groups and pictures that do not say what they are; ids that are there twice, or referred to and not there. */
export function findUnsaid(): string[] {
  const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
  const twice = ids.filter((id, at) => ids.indexOf(id) !== at).map((id) => `twice: ${id}`);
  const referring = [...document.querySelectorAll("[aria-describedby], label[for]")].flatMap((element) =>
    (element.getAttribute("aria-describedby") ?? element.getAttribute("for") ?? "").split(" "),
  );
  const missing = referring.filter((id) => !ids.includes(id)).map((id) => `missing: ${id}`);
  const silent = [...document.querySelectorAll("fieldset:not(:has(> legend)), img:not([alt])")];
  return [...twice, ...missing, ...silent.map((element) => element.outerHTML.slice(0, 80))];
}

/** What a document says of itself to who cannot see it. */
export function describeDocument(): { readonly lang: string; readonly title: string } {
  return { lang: document.documentElement.lang, title: document.title };
}
