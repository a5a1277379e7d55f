import { randomBytes } from "node:crypto";

const LONGEST_PREFIX = 24;

/** A fresh client id, such as `claude-8fK2mX…`: it stands in histories, where people should recognise it. */
export function makeClientId(name: unknown): string {
  const text = typeof name === "string" ? name : "";
  const words = text
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, LONGEST_PREFIX)
    .replace(/^-+|-+$/g, "");
  return `${words === "" ? "client" : words}-${randomBytes(12).toString("base64url")}`;
}
