import { z } from "zod";
import { EMBEDDING_PROVIDERS, MAX_DIMENSIONS } from "../domain/embeddings/embedding-settings.ts";
import { httpUrl, wholeNumber } from "./value-types.ts";
import { variable } from "./variable.ts";

/** A key must fit into a header as it stands. */
export const API_KEY = /^[\x21-\x7e]{1,4096}$/;

/** The variables of the optional search by meaning. */
export const embeddingVariables = {
  AWARENESS_EMBEDDING_PROVIDER: variable(() => z.enum(["none", ...EMBEDDING_PROVIDERS]), "none", {
    description:
      "Who turns entries and queries into vectors for search by meaning: an Ollama server, or any server with an OpenAI-compatible `/v1/embeddings`. Every entry's text is sent to it. Word search needs none.",
    accepts: "none, ollama or openai",
    initial: "`none`",
  }),
  AWARENESS_EMBEDDING_URL: variable(() => httpUrl(), undefined, {
    description:
      "Address of the provider. For `openai` it is the base in front of `/embeddings`; `/v1` is added when it names no version.",
    accepts: "an http:// or https:// URL without query, fragment and credentials",
    initial: "`http://127.0.0.1:11434` for `ollama`, `https://api.openai.com/v1` for `openai`",
  }),
  AWARENESS_EMBEDDING_MODEL: variable(() => z.string().regex(/^[\x21-\x7e]{1,200}$/), undefined, {
    description:
      "Embedding model. After a change the old vectors are searched until the new model's are complete.",
    accepts: "1 to 200 printable ASCII characters without spaces",
    initial: "`granite-embedding:278m` for `ollama`, `text-embedding-3-small` for `openai`",
  }),
  AWARENESS_EMBEDDING_DIMENSIONS: variable(() => wholeNumber(1, MAX_DIMENSIONS), undefined, {
    description:
      "Numbers per vector: `openai` is asked for so many, and vectors of another length are refused.",
    accepts: `a whole number from 1 to ${MAX_DIMENSIONS}`,
    initial: "as many as the model gives",
  }),
  AWARENESS_EMBEDDING_API_KEY: variable(() => z.string().regex(API_KEY), undefined, {
    description: "Key of the provider, sent to it as bearer token and nowhere else.",
    accepts: "printable ASCII characters without spaces",
    initial: "none",
    secret: true,
  }),
  AWARENESS_EMBEDDING_API_KEY_FILE: variable(() => z.string(), undefined, {
    description: "File that holds the key instead; a line break at its end does not count.",
    accepts: "a readable file of one line of printable ASCII characters without spaces",
    initial: "none",
  }),
};
