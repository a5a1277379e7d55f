import { createHash } from "node:crypto";

/** A signing secret of the data folder. */
export interface StoredSecret {
  readonly secret: string;
  /** ms since 1970, where it is known. */
  readonly createdAt?: number;
}

/** Shortest signing secret, bytes of UTF-8. */
export const MIN_SECRET_BYTES = 32;

/** Most secrets that are accepted at a time. */
export const MAX_SECRETS = 6;

/** A line that says when the secret below it was made; no secret is so short. */
const CREATED = /^# (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)$/;

/** The only line of a file whose secrets were all ended: a server that still goes by one must not take it for lost. */
const ENDED = "# ended";

/** Whether somebody has ended all secrets of a file; one that is merely empty is damaged. */
export function isEnded(text: string): boolean {
  return text.trim() === ENDED;
}

/** Reads the text of a secret file: one secret a line, the first one signs. */
export function parseSecrets(text: string): readonly StoredSecret[] {
  const secrets: StoredSecret[] = [];
  let created: string | undefined;
  for (const line of text.split("\n").map((part) => part.trim())) {
    const time = CREATED.exec(line)?.[1];
    if (time !== undefined) created = time;
    if (time !== undefined || line === "" || line === ENDED) continue;
    secrets.push({ secret: line, ...(created === undefined ? {} : { createdAt: Date.parse(created) }) });
    created = undefined;
  }
  return secrets;
}

/** The text that `parseSecrets` reads. */
export function formatSecrets(secrets: readonly StoredSecret[]): string {
  if (secrets.length === 0) return `${ENDED}\n`;
  return secrets
    .map(({ secret, createdAt }) => {
      const line = createdAt === undefined ? "" : `# ${new Date(createdAt).toISOString()}\n`;
      return `${line}${secret}\n`;
    })
    .join("");
}

/** By what a secret is named where it must not be shown: 48 bits of its digest. */
export function secretId(secret: string): string {
  return `hs-${createHash("sha256").update(secret, "utf8").digest("hex").slice(0, 12)}`;
}
