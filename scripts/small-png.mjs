// Makes a PNG small by giving it a palette (PNG, third edition, https://www.w3.org/TR/png-3/).
import { crc32, deflateSync, inflateSync } from "node:zlib";

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const MOST_COLOURS = 48;

/**
 * The same picture with the 48 colours that it has most of, which is enough for text; others become the nearest of these.
 * @param png with 8 bits of red, green and blue each, as browsers write it
 */
export function toSmallPng(png) {
  const { width, height, colours } = decode(png);
  const counts = new Map();
  for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const kept = [...counts.keys()].sort((a, b) => counts.get(b) - counts.get(a)).slice(0, MOST_COLOURS);
  const places = new Map(kept.map((colour, place) => [colour, place]));
  for (const colour of counts.keys()) {
    if (!places.has(colour)) places.set(colour, places.get(nearestOf(kept, colour)));
  }
  const indexes = Buffer.from(Uint8Array.from(colours, (colour) => places.get(colour)));
  return encode(width, height, { indexes, palette: Buffer.from(kept.flatMap(partsOf)) });
}

const partsOf = (colour) => [colour >> 16, (colour >> 8) & 0xff, colour & 0xff];

function nearestOf(kept, colour) {
  const parts = partsOf(colour);
  const distance = (other) => partsOf(other).reduce((sum, part, at) => sum + (part - parts[at]) ** 2, 0);
  return kept.reduce((best, other) => (distance(other) < distance(best) ? other : best));
}

function decode(png) {
  const header = { data: [] };
  for (let at = SIGNATURE.length; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const type = png.toString("latin1", at + 4, at + 8);
    const body = png.subarray(at + 8, at + 8 + length);
    if (type === "IHDR") header.head = body;
    if (type === "IDAT") header.data.push(body);
    at += length + 12;
  }
  const [width, height] = [header.head.readUInt32BE(0), header.head.readUInt32BE(4)];
  const bytesPerPixel = { 2: 3, 6: 4 }[header.head[9]];
  if (header.head[8] !== 8 || bytesPerPixel === undefined || header.head[12] !== 0) {
    throw new Error("a picture is not of 8 bits in red, green and blue, line by line");
  }
  const pixels = unfilter(
    inflateSync(Buffer.concat(header.data)),
    width * bytesPerPixel,
    height,
    bytesPerPixel,
  );
  const colours = new Uint32Array(width * height).map((_, at) => pixels.readUIntBE(at * bytesPerPixel, 3));
  return { width, height, colours };
}

/** Section 9.2: each line says by which neighbours its bytes were predicted. */
function unfilter(lines, lineBytes, height, back) {
  const pixels = Buffer.alloc(lineBytes * height);
  for (let y = 0; y < height; y += 1) {
    const filter = lines[y * (lineBytes + 1)];
    for (let x = 0; x < lineBytes; x += 1) {
      const at = y * lineBytes + x;
      const left = x < back ? 0 : pixels[at - back];
      const up = y === 0 ? 0 : pixels[at - lineBytes];
      const corner = x < back || y === 0 ? 0 : pixels[at - lineBytes - back];
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter];
      pixels[at] = lines[y * (lineBytes + 1) + 1 + x] + guess;
    }
  }
  return pixels;
}

/** The Paeth predictor, section 9.4. */
function paeth(left, up, corner) {
  const guess = left + up - corner;
  const [toLeft, toUp, toCorner] = [left, up, corner].map((value) => Math.abs(guess - value));
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}

function encode(width, height, { indexes, palette }) {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 3], 8);
  const lines = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y += 1) indexes.copy(lines, y * (width + 1) + 1, y * width, (y + 1) * width);
  const data = deflateSync(lines, { level: 9, memLevel: 9 });
  return Buffer.concat([
    SIGNATURE,
    chunk("IHDR", head),
    chunk("PLTE", palette),
    chunk("IDAT", data),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type, body) {
  const named = Buffer.concat([Buffer.from(type, "latin1"), body]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(body.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}
