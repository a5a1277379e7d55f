import { z } from "zod";
import { TOOLSETS } from "../domain/toolsets.ts";
import { LOG_LEVELS } from "./config.ts";
import { embeddingVariables } from "./embedding-variables.ts";
import { keyVariables } from "./key-variables.ts";
import { limitVariables } from "./limit-variables.ts";
import { oauthServerVariables } from "./oauth-server-variables.ts";
import { oauthVariables } from "./oauth-variables.ts";
import {
  flag,
  hostList,
  hostName,
  httpUrl,
  isSecret,
  mountPath,
  originList,
  ownerName,
  toolsetList,
  wholeNumber,
} from "./value-types.ts";
import { type OutputOf, type Variable, type VariableDoc, variable } from "./variable.ts";

const FLAG = "true, false, 1 or 0";

/** Every variable the server reads, in the order of the documentation. Without a default here it depends on the machine. */
export const variables = {
  AWARENESS_TRANSPORT: variable(() => z.enum(["stdio", "streamable-http"]), "stdio", {
    description: "How clients connect. `awareness serve --http` is the same as `streamable-http`.",
    accepts: "stdio or streamable-http",
    initial: "`stdio`",
  }),
  AWARENESS_DATA_DIR: variable(() => z.string(), undefined, {
    description:
      "Folder of the database and the signing secret; created with mode 0700, its files with 0600.",
    accepts: "a folder; relative paths start at the working folder, ~ is your home folder",
    initial: "the platform's user data folder, `~/.local/share/awareness` on Linux",
  }),
  AWARENESS_DATABASE_URL: variable(() => z.string(), undefined, {
    description:
      "Where the entries live: a file, or a Postgres server that many nodes may share; its URL needs sslmode=verify-full for an encrypted connection.",
    accepts: "sqlite:PATH, file:PATH, postgres://USER:PASSWORD@HOST/DATABASE or key=value pairs of libpq",
    initial: "`sqlite:<data dir>/awareness.db`",
  }),
  AWARENESS_DATABASE_URL_FILE: variable(() => z.string(), undefined, {
    description:
      "File that holds the above instead, as a password should; a line break at its end does not count.",
    accepts: "a readable file of one line",
    initial: "none",
  }),
  AWARENESS_AUTO_MIGRATE: variable(() => flag(), true, {
    description:
      "Bring the database to the newest schema at start. When off, run `awareness migrate` yourself.",
    accepts: FLAG,
    initial: "`true`",
  }),
  AWARENESS_DATABASE_STRICT: variable(() => flag(), false, {
    description:
      "Refuse to start with a Postgres role that is a superuser or owns the tables, because row-level security does not protect from it. Otherwise the server warns.",
    accepts: FLAG,
    initial: "`false`",
  }),
  AWARENESS_DATABASE_CONNECTIONS: variable(() => wholeNumber(2, 1_000), 10, {
    description:
      "Most connections to Postgres that one process opens for requests; searches use up to 4 more, and one listens for changes.",
    accepts: "a whole number from 2 to 1000",
    initial: "`10`",
  }),
  AWARENESS_DEFAULT_OWNER: variable(() => ownerName(), undefined, {
    description:
      "Whose memory stdio clients use, and HTTP clients while auth is off. The same name in a token's `sub` reaches the same memory.",
    accepts: "1 to 255 printable ASCII characters without spaces, not _system",
    initial: "the name of the operating system's user",
  }),
  AWARENESS_HOST: variable(() => hostName(), "127.0.0.1", {
    description: "Name or address to listen on. Beyond loopback, auth must be on.",
    accepts: "a host name or an IP address, without scheme and port",
    initial: "`127.0.0.1`",
  }),
  AWARENESS_PORT: variable(() => wholeNumber(0, 65_535), 8420, {
    description: "Port to listen on; 0 asks the system for a free one.",
    accepts: "a whole number from 0 to 65535",
    initial: "`8420`",
  }),
  AWARENESS_MOUNT_PATH: variable(() => mountPath(), "", {
    description: "Prefix in front of every route, for example `/memory` for `/memory/mcp`.",
    accepts: "a path that starts with /, of letters, digits and . _ ~ - / only",
    initial: "empty",
  }),
  AWARENESS_PUBLIC_URL: variable(() => httpUrl(), undefined, {
    description: "Address under which clients reach the server from outside, as behind a reverse proxy.",
    accepts: "an http:// or https:// URL without query, fragment and credentials",
    initial: "none",
  }),
  AWARENESS_ALLOWED_HOSTS: variable(() => hostList(), [], {
    description:
      "Comma list of further host names that requests may name in `Host`. Loopback names, the bind host and the host of `AWARENESS_PUBLIC_URL` are always allowed.",
    accepts: "host names separated by commas, without scheme and port",
    initial: "none",
  }),
  AWARENESS_ALLOWED_ORIGINS: variable(() => originList(), [], {
    description: "The same for browser origins (`Origin`).",
    accepts: "origins such as https://app.example.com or host names, separated by commas",
    initial: "none",
  }),
  AWARENESS_AUTH_REQUIRED: variable(() => flag(), true, {
    description: "Ask every HTTP request for a bearer token. `false` is allowed on a loopback bind only.",
    accepts: FLAG,
    initial: "`true` for HTTP",
  }),
  AWARENESS_JWT_SECRET: variable(() => z.string().refine(isSecret), undefined, {
    description:
      "Key that signs tokens (HS256). Set the same one on every node that shares a database. `awareness secret` prints a fresh one.",
    accepts: "at least 32 bytes; awareness secret prints one",
    initial: "generated once and kept in the data folder",
    secret: true,
  }),
  AWARENESS_JWT_SECRET_FILE: variable(() => z.string(), undefined, {
    description: "File that holds the key instead; a line break at its end does not count.",
    accepts: "a readable file whose text is at least 32 bytes",
    initial: "none",
  }),
  ...keyVariables,
  ...oauthServerVariables,
  ...oauthVariables,
  AWARENESS_STATELESS_HTTP: variable(() => flag(), false, {
    description: "Answer 2025-era clients without sessions: a fresh transport for every request.",
    accepts: FLAG,
    initial: "`false`",
  }),
  AWARENESS_SESSION_DATABASE_URL: variable(() => z.string(), undefined, {
    description: "Where the sessions of 2025-era clients live.",
    accepts: "sqlite:PATH, file:PATH, postgres://USER:PASSWORD@HOST/DATABASE or key=value pairs of libpq",
    initial: "the main database",
  }),
  AWARENESS_SESSION_DATABASE_URL_FILE: variable(() => z.string(), undefined, {
    description: "File that holds the above instead; a line break at its end does not count.",
    accepts: "a readable file of one line",
    initial: "none",
  }),
  AWARENESS_SESSION_TTL: variable(() => wholeNumber(1, 31_622_400), 604_800, {
    description: "Seconds without a request after which a session ends.",
    accepts: "a whole number from 1 to 31622400 (366 days)",
    initial: "`604800` (7 days)",
  }),
  AWARENESS_MAX_SESSIONS_PER_OWNER: variable(() => wholeNumber(1, 100_000), 100, {
    description: "Over it, the owner's longest idle session is ended.",
    accepts: "a whole number from 1 to 100000",
    initial: "`100`",
  }),
  AWARENESS_MAX_CONCURRENT_PER_OWNER: variable(() => wholeNumber(1, 100_000), 256, {
    description:
      "Requests of one owner at a time, each until its answer is sent, streams not counted; over it 429 with `Retry-After`.",
    accepts: "a whole number from 1 to 100000",
    initial: "`256`",
  }),
  ...limitVariables,
  AWARENESS_TOOLSETS: variable(() => toolsetList(), [...TOOLSETS], {
    description: "Comma list of tool families to offer. What is off is neither listed nor callable.",
    accepts: "all, or a comma list of core, knowledge, alerts, intentions, schemas, activity",
    initial: "`all`",
  }),
  ...embeddingVariables,
  AWARENESS_LOG_LEVEL: variable(() => z.enum(LOG_LEVELS), "info", {
    description: "How much is logged, on stderr.",
    accepts: LOG_LEVELS.join(", "),
    initial: "`info`",
  }),
} satisfies Readonly<Record<string, Variable>>;

export type VariableName = keyof typeof variables;
export type Values = { readonly [Name in VariableName]: OutputOf<(typeof variables)[Name]> };

export const VARIABLE_NAMES = Object.keys(variables) as readonly VariableName[];

/** Every variable with its documentation. */
export function listVariables(): readonly ({ readonly name: VariableName } & VariableDoc)[] {
  return VARIABLE_NAMES.map((name) => ({ name, ...variables[name].doc }));
}
