import { describe, expect, it } from "vitest";
import { type AssetKind, assetPath, findAsset } from "../../../src/oauth/pages/assets.ts";

const load = (kind: AssetKind) => {
  const asset = findAsset(assetPath("", kind).split("/").at(-1) ?? "");
  if (asset === undefined) throw new Error(`no ${kind}`);
  return asset;
};
const style = load("style").body;

/** Relative luminance (WCAG 2.2) of `#rrggbb`. */
function luminanceOf(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrastOf(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminanceOf(one), luminanceOf(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

const [light = "", dark = ""] = [...style.matchAll(/:root\{([^}]*)\}/g)].map(([, block = ""]) => block);
const coloursOf = (block: string) =>
  new Map(
    [...block.matchAll(/--([a-z-]+):(#[0-9a-f]{6})/g)].map(([, name = "", colour = ""]) => [name, colour]),
  );

describe("an asset", () => {
  it.each([
    ["style", 6000, "text/css; charset=utf-8"],
    ["passkey", 3072, "text/javascript; charset=utf-8"],
    ["mark", 1000, "image/svg+xml"],
  ] as const)("%s is small, and may be kept for ever under a name of its own", (kind, most, type) => {
    const { body, headers } = load(kind);
    expect(Buffer.byteLength(body)).toBeLessThan(most);
    expect(headers).toMatchObject({
      "content-type": type,
      "cache-control": "public, max-age=31536000, immutable",
      "x-content-type-options": "nosniff",
    });
    expect(body).not.toMatch(/url\(|@import|https?:\/\/(?!www\.w3\.org\/2000\/svg)/);
  });

  it.each(["", "style.css", "style-0000000000000000.css", "../layout.ts", "constructor"])(
    "is not found as %j",
    (name) => {
      expect(findAsset(name)).toBeUndefined();
    },
  );
});

describe("the style", () => {
  it.each([
    ["light", light],
    ["dark", dark],
  ])("has the contrast of WCAG AA in %s", (_, block) => {
    const colours = coloursOf(block);
    const contrast = (one: string, other: string) =>
      contrastOf(colours.get(one) ?? "#000000", colours.get(other) ?? "#000000");
    for (const text of ["text", "soft", "accent", "bad"]) {
      for (const ground of ["card", "ground"])
        expect(contrast(text, ground), `${text}/${ground}`).toBeGreaterThan(4.5);
    }
    for (const [text, ground] of [
      ["on-accent", "accent"],
      ["accent", "tint"],
      ["bad", "bad-tint"],
      ["warn", "warn-tint"],
      ["text", "warn-tint"],
    ] as const) {
      expect(contrast(text, ground), `${text}/${ground}`).toBeGreaterThan(4.5);
    }
    expect(contrast("edge", "card"), "edges of inputs").toBeGreaterThan(3);
  });

  it("has no width that a phone of 320 pixels does not have", () => {
    const widths = [...style.matchAll(/[;{](?:min-)?width:([0-9.]+)(px|rem|em)/g)];
    expect(widths.length).toBeGreaterThan(0);
    for (const [, size, unit] of widths) expect(Number(size) * (unit === "px" ? 1 : 16)).toBeLessThan(250);
  });

  it("follows the wishes of the reader: dark, no motion, focus to be seen", () => {
    expect(style).toContain("color-scheme:light dark");
    expect(style).toContain("@media (prefers-color-scheme:dark)");
    expect(style.split("@media (prefers-reduced-motion:no-preference)")[0]).not.toMatch(
      /transition|animation/,
    );
    expect(style).toContain(":focus-visible{outline:3px");
    expect(style).not.toMatch(/outline:(0|none)/);
  });
});
