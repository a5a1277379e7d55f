import { createLogScale, type LogScale } from "./log-scale.ts";

/** A line of a plot. */
export interface Series {
  readonly name: string;
  /** By ascending `x`; all values above 0. */
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

export interface Plot {
  readonly title: string;
  /** What the axes count. */
  readonly x: string;
  readonly y: string;
  readonly series: readonly Series[];
}

const [WIDTH, HEIGHT] = [720, 380];
const AREA = { left: 76, top: 52, right: WIDTH - 150, bottom: HEIGHT - 60 };
/** Least distance of two names at the ends of lines. */
const LINE_HEIGHT = 18;

/** Told apart by shape and dashes as well as by colour. */
const STYLES = ["a", "b", "c", "d"];

const CSS = `
text{font:13px system-ui,-apple-system,"Segoe UI",sans-serif;fill:#1f2328}
.title{font-size:15px;font-weight:600}.quiet{fill:#57606a}
.ground{fill:#ffffff}.grid{stroke:#d0d7de;stroke-width:1}.line{fill:none;stroke-width:2.5}
.a{stroke:#0072b2}.b{stroke:#c4500c;stroke-dasharray:9 5}.c{stroke:#00785a;stroke-dasharray:2 5}.d{stroke:#8a3d80;stroke-dasharray:12 4 2 4}
.mark{stroke-dasharray:none;stroke-width:2.5;fill:#ffffff}
@media (prefers-color-scheme:dark){
text{fill:#e6edf3}.quiet{fill:#9da7b3}.ground{fill:#0d1117}.grid{stroke:#30363d}.mark{fill:#0d1117}
.a{stroke:#56b4e9}.b{stroke:#f0913f}.c{stroke:#33c49a}.d{stroke:#d99bd0}
}`;

/**
 * A plot with two logarithmic axes as an SVG document of its own, for light and dark pages. What it shows is in its
 * description too, for those who have it read to them.
 */
export function toSvg({ title, x, y, series }: Plot): string {
  const points = series.flatMap((line) => line.points);
  const across = createLogScale(points.map((point) => point.x));
  const up = createLogScale(points.map((point) => point.y));
  const place: Placing = {
    x: (value) => round(AREA.left + across.place(value) * (AREA.right - AREA.left)),
    y: (value) => round(AREA.bottom - up.place(value) * (AREA.bottom - AREA.top)),
  };
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-labelledby="title description">`,
    `<title id="title">${escapeXml(title)}</title>`,
    `<desc id="description">${escapeXml(describePlot({ title, x, y, series }))}</desc>`,
    `<style>${CSS}\n</style>`,
    `<rect class="ground" width="${WIDTH}" height="${HEIGHT}" rx="6"/>`,
    `<text class="title" x="${AREA.left}" y="24">${escapeXml(title)}</text>`,
    `<text class="quiet" x="${AREA.left}" y="42">${escapeXml(y)}</text>`,
    ...drawGrid(across, up, place),
    `<text class="quiet" x="${(AREA.left + AREA.right) / 2}" y="${HEIGHT - 14}" text-anchor="middle">${escapeXml(x)}</text>`,
    ...series.flatMap((line, index) => drawLine(line, index, place)),
    ...drawNames(series, place),
    "</svg>",
    "",
  ].join("\n");
}

/** What a plot shows, in words. */
export function describePlot({ x, y, series }: Plot): string {
  const lines = series.map(
    ({ name, points }) =>
      `${name}: ${points.map((point) => `${formatTick(point.y)} at ${formatTick(point.x)}`).join(", ")}`,
  );
  return `Logarithmic axes. Across: ${x}. Up: ${y}. ${lines.join(". ")}.`;
}

interface Placing {
  x(value: number): number;
  y(value: number): number;
}

function drawGrid(across: LogScale, up: LogScale, place: Placing): readonly string[] {
  const { left, right, top, bottom } = AREA;
  return [
    ...up.ticks.flatMap((tick) => {
      const at = place.y(tick);
      return [
        `<path class="grid" d="M${left} ${at}H${right}"/>`,
        `<text x="${left - 8}" y="${round(at + 4)}" text-anchor="end">${formatTick(tick)}</text>`,
      ];
    }),
    ...across.ticks.flatMap((tick) => {
      const at = place.x(tick);
      return [
        `<path class="grid" d="M${at} ${top}V${bottom}"/>`,
        `<text x="${at}" y="${bottom + 20}" text-anchor="middle">${formatTick(tick)}</text>`,
      ];
    }),
  ];
}

function drawLine({ points }: Series, index: number, place: Placing): readonly string[] {
  const style = STYLES[index % STYLES.length];
  const path = points.map((point) => `${place.x(point.x)} ${place.y(point.y)}`).join("L");
  return [
    `<path class="line ${style}" d="M${path}"/>`,
    ...points.map((point) => drawMark(index, style, place.x(point.x), place.y(point.y))),
  ];
}

function drawMark(index: number, style: string | undefined, x: number, y: number): string {
  const shape =
    index % 2 === 0
      ? `M${round(x - 4)} ${y}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z`
      : `M${round(x - 4)} ${round(y - 4)}h8v8h-8z`;
  return `<path class="mark ${style}" d="${shape}"/>`;
}

/** Names stand at the ends of their lines, pushed apart where they would cover each other. */
function drawNames(series: readonly Series[], place: Placing): readonly string[] {
  const ends = series
    .flatMap(({ name, points }) => {
      const last = points.at(-1);
      return last === undefined ? [] : [{ name, x: place.x(last.x), y: place.y(last.y) }];
    })
    .toSorted((one, other) => one.y - other.y);
  let free = 0;
  return ends.map(({ name, x, y }) => {
    const at = Math.max(y, free);
    free = at + LINE_HEIGHT;
    return `<text x="${round(x + 12)}" y="${round(at + 4)}">${escapeXml(name)}</text>`;
  });
}

const formatTick = (value: number): string =>
  value >= 1_000 ? Math.round(value).toLocaleString("en") : String(Number(value.toPrecision(3)));

const round = (value: number): number => Math.round(value * 10) / 10;

const escapeXml = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
