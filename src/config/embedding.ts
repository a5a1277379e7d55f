import type { EmbeddingProviderName, EmbeddingSettings } from "../domain/embeddings/embedding-settings.ts";
import { ConfigError } from "./config-error.ts";
import type { Folders } from "./database-url.ts";
import { API_KEY } from "./embedding-variables.ts";
import { isLoopback } from "./hosts.ts";
import { chooseSecret, type ReadFile, type SecretRule } from "./secret-file.ts";
import type { Values } from "./variables.ts";

const DEFAULTS: Readonly<Record<EmbeddingProviderName, { readonly url: string; readonly model: string }>> = {
  ollama: { url: "http://127.0.0.1:11434", model: "granite-embedding:278m" },
  openai: { url: "https://api.openai.com/v1", model: "text-embedding-3-small" },
};

const EMBEDDING_KEY: SecretRule = {
  name: "AWARENESS_EMBEDDING_API_KEY",
  accepts: (text) => API_KEY.test(text),
  otherwise: "no key; accepted: a file of one line of printable ASCII characters without spaces",
};

/**
 * The settings of the embedding provider, or nothing when none is named; then no key file is read either.
 * @throws ConfigError when the key cannot be read, or OpenAI itself is to be used without one.
 */
export function readEmbedding(
  values: Values,
  folders: Folders,
  readFile: ReadFile,
): EmbeddingSettings | undefined {
  const { AWARENESS_EMBEDDING_PROVIDER: provider, AWARENESS_EMBEDDING_URL: url } = values;
  if (provider === "none") return undefined;
  const apiKey = chooseSecret(
    EMBEDDING_KEY,
    values.AWARENESS_EMBEDDING_API_KEY,
    values.AWARENESS_EMBEDDING_API_KEY_FILE,
    folders,
    readFile,
  );
  if (provider === "openai" && url === undefined && apiKey === undefined) {
    throw new ConfigError(
      'AWARENESS_EMBEDDING_PROVIDER is "openai" without a key; accepted: with AWARENESS_EMBEDDING_API_KEY or AWARENESS_EMBEDDING_API_KEY_FILE, or with the AWARENESS_EMBEDDING_URL of a server that needs none.',
    );
  }
  const dimensions = values.AWARENESS_EMBEDDING_DIMENSIONS;
  return {
    provider,
    url: url ?? DEFAULTS[provider].url,
    model: values.AWARENESS_EMBEDDING_MODEL ?? DEFAULTS[provider].model,
    ...(dimensions === undefined ? {} : { dimensions }),
    ...(apiKey === undefined ? {} : { apiKey }),
  };
}

/** True when a key sent to this URL could be read on the way: no TLS, and not this machine. */
export function exposesKey(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return protocol === "http:" && !isLoopback(hostname.replace(/^\[|\]$/g, ""));
}
