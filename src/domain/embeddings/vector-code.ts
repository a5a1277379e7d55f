/** A vector as it is stored. */
export interface StoredVector {
  /** One bit for each dimension, set where the value is positive, padded to whole words of 32 bits. */
  readonly code: Uint8Array;
  /** A float32 scale (little endian), then one int8 for each dimension: value = scale * int8. */
  readonly vector: Uint8Array;
}

const SCALE_BYTES = 4;
const LARGEST = 127;

/** 32-bit words of the code of a vector of so many dimensions. */
export function wordsOf(dimensions: number): number {
  return Math.ceil(dimensions / 32);
}

/** The signs of a vector. Two codes differ in the more bits the wider the angle between their vectors is. */
export function codeOf(vector: Float32Array): Uint8Array {
  const code = new Uint8Array(wordsOf(vector.length) * 4);
  for (let at = 0; at < vector.length; at += 1) {
    if ((vector[at] as number) > 0) code[at >> 3] = (code[at >> 3] as number) | (1 << (at & 7));
  }
  return code;
}

/** A quarter of the size of the floats, with an error of at most 1/254 of the largest value. */
export function encodeVector(vector: Float32Array): StoredVector {
  let largest = 0;
  for (const value of vector) largest = Math.max(largest, Math.abs(value));
  const scale = Math.fround(largest / LARGEST);
  const bytes = new Uint8Array(SCALE_BYTES + vector.length);
  new DataView(bytes.buffer).setFloat32(0, scale, true);
  const values = new Int8Array(bytes.buffer, SCALE_BYTES);
  for (let at = 0; at < vector.length && scale > 0; at += 1) {
    values[at] = Math.round((vector[at] as number) / scale);
  }
  return { code: codeOf(vector), vector: bytes };
}

/** The int8 values of a stored vector, without a copy. The scale is left out: an angle does not depend on it. */
export function valuesOf(stored: Uint8Array): Int8Array {
  return new Int8Array(stored.buffer, stored.byteOffset + SCALE_BYTES, stored.length - SCALE_BYTES);
}

/** Cosine of the angle between a vector of length 1 and stored values of the same number of dimensions, -1 to 1. */
export function cosineOf(unit: Float32Array, values: Int8Array): number {
  let dot = 0;
  let square = 0;
  for (let at = 0; at < unit.length; at += 1) {
    const value = values[at] as number;
    dot += (unit[at] as number) * value;
    square += value * value;
  }
  return square === 0 ? 0 : Math.max(-1, Math.min(1, dot / Math.sqrt(square)));
}

/** The vector at length 1; `undefined` for one without a direction. */
export function toUnit(vector: Float32Array): Float32Array | undefined {
  let square = 0;
  for (const value of vector) square += value * value;
  const length = Math.sqrt(square);
  return length > 0 && Number.isFinite(length) ? vector.map((value) => value / length) : undefined;
}

/** Adds stored values, at length 1, to a sum of the same number of dimensions. */
export function addUnit(sum: Float64Array, values: Int8Array): void {
  let square = 0;
  for (const value of values) square += value * value;
  const length = Math.sqrt(square);
  for (let at = 0; at < sum.length && length > 0; at += 1) {
    sum[at] = (sum[at] as number) + (values[at] as number) / length;
  }
}
