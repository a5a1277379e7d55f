import type { ProviderSettings } from "../domain/accounts/provider-settings.ts";
import type { SigningAlgorithm } from "../domain/accounts/signing-key.ts";
import type { EmbeddingSettings } from "../domain/embeddings/embedding-settings.ts";
import type { OAuthServerSettings } from "../domain/oauth/server-settings.ts";
import type { Toolset } from "../domain/toolsets.ts";
import type { Network } from "./value-types.ts";

/** Least important last; `silent` writes nothing. */
export const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** A database in a file. */
export interface SqliteTarget {
  readonly kind: "sqlite";
  /** Absolute path of the file, or `:memory:`. */
  readonly path: string;
}

/** A database on a server that many nodes may share. */
export interface PostgresTarget {
  readonly kind: "postgres";
  /** `postgres://…`, or libpq's `key=value` form; it may hold a password. */
  readonly url: string;
}

export type DatabaseTarget = SqliteTarget | PostgresTarget;

/** Everything the environment and the command line decide, checked once and frozen. */
export interface Config {
  readonly transport: "stdio" | "streamable-http";
  /** Name or address without brackets. */
  readonly host: string;
  /** 0 asks the system for a free port. */
  readonly port: number;
  /** Empty, or a path prefix that starts with `/` and does not end with one. */
  readonly mountPath: string;
  /** External base URL without a trailing slash. */
  readonly publicUrl: string | undefined;
  readonly dataDir: string;
  readonly database: DatabaseTarget;
  /** Where sessions live when not in the main database. */
  readonly sessionDatabase: DatabaseTarget | undefined;
  readonly autoMigrate: boolean;
  /** Refuse a Postgres role that row-level security does not bind, in place of a warning. */
  readonly strictDatabase: boolean;
  /** Most connections that one process opens to Postgres. */
  readonly databaseConnections: number;
  /** Owner of stdio and, without auth, of HTTP requests. */
  readonly defaultOwner: string;
  readonly authRequired: boolean;
  /** Signing secret, at least 32 bytes of UTF-8; `undefined` means: use the one kept in the data folder. */
  readonly jwtSecret: string | undefined;
  /** Former signing secrets whose tokens still count, each of at least 32 bytes. */
  readonly formerJwtSecrets: readonly string[];
  /** What new tokens are signed with. */
  readonly jwtAlgorithm: SigningAlgorithm;
  /** Seals private keys in the database, at least 32 bytes; `undefined`: they lie there as they are. */
  readonly sealingKey: string | undefined;
  /** Whose access tokens are accepted beside own ones. */
  readonly oauthProviders: readonly ProviderSettings[];
  /** The built-in OAuth server; `undefined`: off. */
  readonly oauthServer: OAuthServerSettings | undefined;
  readonly statelessHttp: boolean;
  readonly sessionTtlSeconds: number;
  readonly maxSessionsPerOwner: number;
  readonly maxConcurrentPerOwner: number;
  /** Requests a minute; 0: no limit. */
  readonly rateLimitPerOwner: number;
  readonly rateLimitPerAddress: number;
  /** Whose forwarding headers count. */
  readonly trustedProxies: readonly Network[];
  readonly maxStreamsPerOwner: number;
  /** Longest answer to a read, bytes. */
  readonly maxResultBytes: number;
  /** Host names (without port) that a request may name. */
  readonly allowedHosts: readonly string[];
  /** Host names (without scheme and port) of permitted origins. */
  readonly allowedOrigins: readonly string[];
  readonly toolsets: readonly Toolset[];
  /** `undefined`: no embedding provider, nothing leaves the machine. */
  readonly embedding: EmbeddingSettings | undefined;
  readonly logLevel: LogLevel;
}
