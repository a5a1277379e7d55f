import { expect, it } from "vitest";
import { listWarnings } from "../../src/config/warnings.ts";
import { parse, refusal } from "./support.ts";

const KEY = "sk-hunter2-hunter2";

it.each([{}, { AWARENESS_EMBEDDING_PROVIDER: "" }, { AWARENESS_EMBEDDING_PROVIDER: "none" }])(
  "%j means no provider",
  (env) => {
    expect(parse(env).embedding).toBeUndefined();
  },
);

it("ollama needs nothing but its name", () => {
  expect(parse({ AWARENESS_EMBEDDING_PROVIDER: "ollama" }).embedding).toStrictEqual({
    provider: "ollama",
    url: "http://127.0.0.1:11434",
    model: "granite-embedding:278m",
  });
});

it("openai needs a key", () => {
  const env = { AWARENESS_EMBEDDING_PROVIDER: "openai", AWARENESS_EMBEDDING_API_KEY: KEY };
  expect(parse(env).embedding).toStrictEqual({
    provider: "openai",
    url: "https://api.openai.com/v1",
    model: "text-embedding-3-small",
    apiKey: KEY,
  });
  expect(refusal({ AWARENESS_EMBEDDING_PROVIDER: "openai" }).message).toBe(
    'AWARENESS_EMBEDDING_PROVIDER is "openai" without a key; accepted: with AWARENESS_EMBEDDING_API_KEY or AWARENESS_EMBEDDING_API_KEY_FILE, or with the AWARENESS_EMBEDDING_URL of a server that needs none.',
  );
});

it("a server that speaks like openai may need no key", () => {
  const env = { AWARENESS_EMBEDDING_PROVIDER: "openai", AWARENESS_EMBEDDING_URL: "http://gpu.lan:8000" };
  expect(parse(env).embedding).toMatchObject({ url: "http://gpu.lan:8000" });
});

it("everything can be set; the settings are frozen", () => {
  const { embedding } = parse({
    AWARENESS_EMBEDDING_PROVIDER: "ollama",
    AWARENESS_EMBEDDING_URL: "https://Models.example/ollama/",
    AWARENESS_EMBEDDING_MODEL: "hf.co/acme/Embed-GGUF:Q4_K_M",
    AWARENESS_EMBEDDING_DIMENSIONS: "384",
    AWARENESS_EMBEDDING_API_KEY: KEY,
  });
  expect(embedding).toStrictEqual({
    provider: "ollama",
    url: "https://models.example/ollama",
    model: "hf.co/acme/Embed-GGUF:Q4_K_M",
    dimensions: 384,
    apiKey: KEY,
  });
  expect(Object.isFrozen(embedding)).toBe(true);
});

const ENV = { AWARENESS_EMBEDDING_PROVIDER: "openai" };

it.each([
  ["AWARENESS_EMBEDDING_PROVIDER", ["Ollama", "cohere", "false"]],
  [
    "AWARENESS_EMBEDDING_URL",
    ["localhost:11434", "ftp://h", "https://", "https://h/?key=x", "https://h/#x", "file:///tmp"],
  ],
  ["AWARENESS_EMBEDDING_MODEL", [" ", "two words", "line\nbreak", "x".repeat(201), "modèle"]],
  ["AWARENESS_EMBEDDING_DIMENSIONS", ["0", "8193", "-1", "1.5", "many"]],
] as const)("%s refuses %j in one line", (name, values) => {
  for (const value of values) {
    const { message } = refusal({ ...ENV, AWARENESS_EMBEDDING_API_KEY: KEY, [name]: value });
    expect(message).toMatch(new RegExp(`^${name} is ".*"; accepted: `));
    expect(message).not.toContain("\n");
    expect(message).not.toContain(KEY);
  }
});

it.each(["1", "8192"])("%s dimensions are accepted", (text) => {
  const env = { ...ENV, AWARENESS_EMBEDDING_API_KEY: KEY, AWARENESS_EMBEDDING_DIMENSIONS: text };
  expect(parse(env).embedding).toMatchObject({ dimensions: Number(text) });
});

it.each([`${KEY} x`, `${KEY}\n`, `${KEY}ü`, ` ${KEY}`, "k".repeat(4097)])(
  "the key %j does not fit into a header and is refused unseen",
  (key) => {
    const { message } = refusal({ ...ENV, AWARENESS_EMBEDDING_API_KEY: key });
    expect(message).toMatch(/^AWARENESS_EMBEDDING_API_KEY has a value that is not accepted; accepted: /);
    expect(message).not.toContain("hunter2");
  },
);

it.each([`https://ada:${KEY}@models.example`, `https://models.example/v1?api_key=${KEY}`])(
  "credentials in the URL %s are refused unseen",
  (url) => {
    const { message } = refusal({ ...ENV, AWARENESS_EMBEDDING_URL: url });
    expect(message).toMatch(/^AWARENESS_EMBEDDING_URL is /);
    expect(message).not.toContain(KEY);
  },
);

const FILE = { ...ENV, AWARENESS_EMBEDDING_API_KEY_FILE: "~/key" };

it("the key may come from a file, whose last line break does not count", () => {
  const asked: string[] = [];
  const readFile = (path: string) => {
    asked.push(path);
    return `${KEY}\r\n`;
  };
  expect(parse(FILE, {}, { readFile }).embedding).toMatchObject({ apiKey: KEY });
  expect(asked).toEqual(["/home/ada/key"]);
});

it.each(["", "\n", "two words hunter2", `${KEY}\n\n`])("a file with %j is refused unseen", (text) => {
  const { message } = refusal(FILE, {}, { readFile: () => text });
  expect(message).toBe(
    'AWARENESS_EMBEDDING_API_KEY_FILE is "~/key", whose text is no key; accepted: a file of one line of printable ASCII characters without spaces.',
  );
});

it("a key file that cannot be read, and a key given twice, are refused", () => {
  expect(refusal(FILE).message).toBe(
    'AWARENESS_EMBEDDING_API_KEY_FILE is "~/key", which cannot be read (ENOENT); accepted: a readable file.',
  );
  expect(refusal({ ...FILE, AWARENESS_EMBEDDING_API_KEY: KEY }).message).toBe(
    "AWARENESS_EMBEDDING_API_KEY and AWARENESS_EMBEDDING_API_KEY_FILE are both set; accepted: one of them.",
  );
});

it("without a provider the other variables do nothing, the key file is not read, and a start says so", () => {
  const env = { AWARENESS_EMBEDDING_API_KEY_FILE: "/nowhere", AWARENESS_EMBEDDING_MODEL: "m" };
  expect(parse(env).embedding).toBeUndefined();
  const remedy = "Set AWARENESS_EMBEDDING_PROVIDER to ollama or openai, or unset the variable.";
  expect(listWarnings({ ...env, AWARENESS_EMBEDDING_PROVIDER: "none", AWARENESS_EMBEDDING_URL: "" })).toEqual(
    [
      { message: "AWARENESS_EMBEDDING_MODEL has no effect without AWARENESS_EMBEDDING_PROVIDER.", remedy },
      {
        message: "AWARENESS_EMBEDDING_API_KEY_FILE has no effect without AWARENESS_EMBEDDING_PROVIDER.",
        remedy,
      },
    ],
  );
});

it.each(["http://gpu.lan:8000", "http://192.168.1.5", "http://127.0.0.1.nip.io"])(
  "a key on its way to %s gets a warning without the key",
  (url) => {
    const env = { ...ENV, AWARENESS_EMBEDDING_URL: url };
    const message =
      "AWARENESS_EMBEDDING_URL starts with http://, so the key of the embedding provider can be read on the way; use https://.";
    expect(listWarnings({ ...env, AWARENESS_EMBEDDING_API_KEY: KEY })).toEqual([{ message }]);
    expect(listWarnings({ ...env, AWARENESS_EMBEDDING_API_KEY_FILE: "/f" })).toEqual([{ message }]);
    expect(listWarnings(env)).toEqual([]);
  },
);

it.each([
  "https://gpu.lan",
  "http://127.0.0.1:1",
  "http://localhost:1",
  "http://[::1]:1",
  "HTTP://LOCALHOST",
])("a key on its way to %s is safe", (url) => {
  const env = { ...ENV, AWARENESS_EMBEDDING_URL: url, AWARENESS_EMBEDDING_API_KEY: KEY };
  expect(listWarnings(env)).toEqual([]);
});

it("the predecessor's name of the URL leads to ours", () => {
  expect(listWarnings({ AWARENESS_OLLAMA_URL: "http://ollama:11434" })).toEqual([
    { message: "AWARENESS_OLLAMA_URL has no effect; use AWARENESS_EMBEDDING_URL." },
  ]);
});
