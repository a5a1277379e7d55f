import { MAX_DIMENSIONS } from "../domain/embeddings/embedding-settings.ts";
import { badAnswer, type Service } from "./service.ts";

/**
 * What the provider gave for `count` texts, as vectors of length 1.
 * @throws EmbeddingError `bad_answer` unless there is one vector of finite numbers, not all zero, for each text.
 */
export function toUnitVectors(raw: unknown, count: number, service: Service): readonly Float32Array[] {
  if (!Array.isArray(raw)) throw badAnswer(service, "does not answer with a list of vectors");
  if (raw.length !== count) {
    throw badAnswer(service, `answers with ${raw.length} vectors for ${count} texts`);
  }
  return raw.map((values: unknown) => {
    if (!isVector(values))
      throw badAnswer(service, `answers with a vector that is not a list of 1 to ${MAX_DIMENSIONS} numbers`);
    const vector = toUnit(values);
    if (vector === undefined) throw badAnswer(service, "answers with a vector of zeros");
    return vector;
  });
}

/**
 * @throws EmbeddingError `bad_answer` unless all vectors, of several answers too, have the same number of dimensions
 * and, where `dimensions` is given, that one.
 */
export function checkLengths(
  vectors: readonly Float32Array[],
  dimensions: number | undefined,
  service: Service,
): void {
  const wanted = dimensions ?? vectors[0]?.length;
  const odd = vectors.find(({ length }) => length !== wanted);
  if (odd === undefined) return;
  if (dimensions === undefined) throw badAnswer(service, "answers with vectors of different lengths");
  throw badAnswer(
    service,
    `answers with vectors of ${odd.length} dimensions in place of ${dimensions}`,
    "correct AWARENESS_EMBEDDING_DIMENSIONS or AWARENESS_EMBEDDING_MODEL",
  );
}

function isVector(values: unknown): values is readonly number[] {
  if (!Array.isArray(values) || values.length === 0 || values.length > MAX_DIMENSIONS) return false;
  return values.every((value) => Number.isFinite(value));
}

/** `undefined` for a vector without a direction. */
function toUnit(values: readonly number[]): Float32Array | undefined {
  // Divided by the largest first: squares of very large or very small numbers would be infinite or zero.
  const largest = values.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  if (largest === 0) return undefined;
  const length = Math.sqrt(values.reduce((sum, value) => sum + (value / largest) ** 2, 0));
  return Float32Array.from(values, (value) => value / largest / length);
}
