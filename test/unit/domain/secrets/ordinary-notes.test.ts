import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { createCorpus } from "../../../../bench/harness/corpus.ts";
import { createSecretDetector } from "../../../../src/domain/secrets/detect.ts";
import { CORPORA } from "../../../relevance/corpus/index.ts";
import { createRandom, draw, type Random } from "./draw.ts";

const MOST_WRONG = 0.005;
const MADE_UP = 10_000;

/** What notes of people who work with computers hold, and what is no credential. */
const ORDINARY = [
  "Fixed in {x40}, see https://git.example.org/team/app/commit/{x40}",
  "sha256:{x64} is the digest of the image registry.local/app:{d2}.{d1}.{d1}",
  "The run {i} failed; the one before was {i}.",
  "![diagram](data:image/png;base64,iVBORw0KGgo{b200}{b200}{b200}==)",
  "integrity sha512-{b86}== in package-lock.json",
  'ETag: "{x32}", md5 {x32}, crc {x8}',
  "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI{b43} karl@nas",
  "https://shop.example.org/item/{d6}?ref={w22}&utm_source=mail&sid={A16}",
  "const key = cache.get(`user-{d6}`); // task-{d4}, risk-{d3}, disk-{l6}",
  "export const token = process.env.API_TOKEN ?? readFileSync(path, 'utf8'); // {x7}",
  "kubectl get secret app-{l5}-{l5} -n prod; the pod is app-{l10}-{l5}",
  "arn:aws:iam::{d12}:role/deploy, bucket logs-{d12}, vpc-{x17}, ami-{x17}",
  "Order {U10}, tracking 1Z{U16}, IBAN DE{d20}, phone +49 {d11}",
  "postgres://app@db.internal:5432/app without a password; DATABASE_URL is in the vault",
  "Set Authorization: Bearer $TOKEN, take it from the password manager under {L8}",
  "trace {x32} span {x16}: {d3} ms, session cookie renamed to sid_{l6}",
  "{d2}.{d2}.{d4} {d2}:{d2} build #{d5} of feature/{L8}-{l6} took {d3} s",
  "-----BEGIN CERTIFICATE-----\n{b64}\n{b64}\n-----END CERTIFICATE-----",
  "AccessKeyId and SecretAccessKey are rotated by the {L9} job every {d2} days",
  "awareness://entry/{i} is related to awareness://entry/{i}",
] as const;

function madeUp(number: number, random: Random, prose: (index: number) => string): string {
  const template = ORDINARY[number % ORDINARY.length] ?? "";
  return `${prose(number)}\n${draw(template, random)}`;
}

it("of 10,000 ordinary notes and those of the search corpora hardly any is refused", () => {
  const random = createRandom(7);
  const corpus = createCorpus(7);
  const written = CORPORA.flatMap(({ notes }) =>
    notes.map((note) => `${note.description}\n${note.content ?? ""}`),
  );
  const prose = (index: number) =>
    `${written[index % written.length]} ${corpus.note().content} ${randomUUID()}`;
  const notes = [
    ...written,
    ...Array.from({ length: MADE_UP }, (_, number) => madeUp(number, random, prose)),
  ];
  const { find } = createSecretDetector();
  const refused = notes.flatMap((note) => find(note)?.name ?? []);
  expect(notes.length).toBeGreaterThanOrEqual(MADE_UP);
  expect(refused.length / notes.length, refused.join(", ")).toBeLessThanOrEqual(MOST_WRONG);
});
