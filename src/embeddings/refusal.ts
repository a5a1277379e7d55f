import { EmbeddingError } from "../domain/embeddings/embedding-error.ts";
import { nameOf, type Service } from "./service.ts";

/** An answer whose status is not 2xx. */
export interface Refusal {
  readonly status: number;
  /** The beginning of the body. It is searched for known words and never shown: it may repeat a text or the key. */
  readonly body: string;
  readonly retryAfterMs: number | undefined;
}

/** The words of providers for a text that is more than the model takes. */
const TOO_LONG =
  /context (length|window|size)|max(imum)?[ _](context|sequence|input|token|model)|too (long|large|many tokens)/i;
const NO_MODEL = /model_not_found|model.{0,300}(not found|not exist|not loaded|unknown)/is;
const NO_QUOTA = /insufficient_quota/i;

/** What a refusal means, with the remedy. */
export function toError(service: Service, refusal: Refusal): EmbeddingError {
  const { status, body } = refusal;
  const at = nameOf(service);
  if (status < 400) {
    const message = `${at} redirects elsewhere (${status}); set AWARENESS_EMBEDDING_URL to where it leads.`;
    return new EmbeddingError("refused", message);
  }
  if (status === 401 || status === 403) return unauthorized(service, status);
  if (status === 402 || (status === 429 && NO_QUOTA.test(body))) {
    const message = `${at} has no quota left for this key (${status}); check the plan of its account.`;
    return new EmbeddingError("refused", message);
  }
  // Some versions of ollama answer 500 to a text that is too long: that comes before "busy".
  if (status === 413 || ([400, 422, 500].includes(status) && TOO_LONG.test(body))) {
    const message = `${at} finds a text too long for ${service.model}; choose a model that takes longer texts.`;
    return new EmbeddingError("too_long", message);
  }
  if ([400, 404].includes(status) && NO_MODEL.test(body)) return modelMissing(service);
  return isPassing(status) ? busy(at, refusal) : refused(at, status);
}

/** True for failures that go away without anybody's help. */
function isPassing(status: number): boolean {
  return [408, 425, 429].includes(status) || (status >= 500 && status !== 501);
}

function unauthorized(service: Service, status: number): EmbeddingError {
  const problem = service.hasKey ? "does not accept the key" : "asks for a key";
  const remedy = service.hasKey ? "correct" : "set";
  return new EmbeddingError(
    "unauthorized",
    `${nameOf(service)} ${problem} (${status}); ${remedy} AWARENESS_EMBEDDING_API_KEY.`,
  );
}

function modelMissing(service: Service): EmbeddingError {
  const { name, model } = service;
  const remedy = name === "ollama" ? `run ollama pull ${model} first` : "correct AWARENESS_EMBEDDING_MODEL";
  return new EmbeddingError("model_missing", `${nameOf(service)} has no model ${model}; ${remedy}.`);
}

function busy(at: string, { status, retryAfterMs }: Refusal): EmbeddingError {
  const problem = status === 429 ? "is asked too often" : "has failed";
  const remedy = status === 429 ? "try again later" : "try again later, or look into its log";
  return new EmbeddingError("busy", `${at} ${problem} (${status}); ${remedy}.`, {
    retryable: true,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

function refused(at: string, status: number): EmbeddingError {
  const wrongPlace = [404, 405, 501].includes(status);
  const message = wrongPlace
    ? `${at} makes no embeddings there (${status}); correct AWARENESS_EMBEDDING_URL.`
    : `${at} refuses the request (${status}); check that AWARENESS_EMBEDDING_MODEL makes embeddings, and AWARENESS_EMBEDDING_DIMENSIONS.`;
  return new EmbeddingError("refused", message);
}
