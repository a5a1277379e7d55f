import type { SecretFormat } from "../format.ts";

/** Models and what is built around them. */
export const AI_FORMATS: readonly SecretFormat[] = [
  { name: "Anthropic API key", marks: ["sk-ant-"], rest: /(?:[a-z]{3,8}\d{2}-)?([\w-]{40,160})/y },
  { name: "OpenAI project key", marks: ["sk-proj-", "sk-svcacct-", "sk-admin-"], rest: /[\w-]{40,220}/y },
  { name: "OpenRouter API key", marks: ["sk-or-v1-"], rest: /[a-f0-9]{64}/y },
  {
    name: "Langfuse secret key",
    marks: ["sk-lf-"],
    rest: /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/y,
  },
  { name: "OpenAI API key", marks: ["sk-"], rest: /[A-Za-z0-9]{32,64}(?![A-Za-z0-9-])/y },
  { name: "Hugging Face token", marks: ["hf_", "api_org_"], rest: /[A-Za-z0-9]{34}(?![A-Za-z0-9])/y },
  { name: "Replicate token", marks: ["r8_"], rest: /[A-Za-z0-9]{37}(?![A-Za-z0-9])/y },
  { name: "Groq API key", marks: ["gsk_"], rest: /[A-Za-z0-9]{52}(?![A-Za-z0-9])/y },
  { name: "xAI API key", marks: ["xai-"], rest: /[A-Za-z0-9]{80}/y },
  { name: "Perplexity API key", marks: ["pplx-"], rest: /[A-Za-z0-9]{48}/y },
  { name: "NVIDIA API key", marks: ["nvapi-"], rest: /[\w-]{60,70}/y },
  { name: "Tavily API key", marks: ["tvly-"], rest: /(?:dev-|prod-)?([A-Za-z0-9]{32})/y },
  { name: "Pinecone API key", marks: ["pcsk_"], rest: /[A-Za-z0-9_]{60,80}/y },
  { name: "LangSmith API key", marks: ["lsv2_pt_", "lsv2_sk_"], rest: /([a-f0-9]{32})_[a-f0-9]{10}/y },
  { name: "ElevenLabs API key", marks: ["sk_"], rest: /[a-f0-9]{48}(?![A-Za-z0-9])/y },
];
