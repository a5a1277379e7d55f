import { readFile } from "node:fs/promises";
import type { Command } from "commander";
import { toIso } from "../../domain/clock.ts";
import type { Entry, Json } from "../../domain/entries/entry.ts";
import { JsonGuardError, parseJson } from "../../domain/json-guard.ts";
import { CliError } from "../cli-error.ts";
import { type CliContext, type CommonOptions, printJson, printLine } from "../context.ts";
import { defineCommand } from "../define-command.ts";
import { readConfig } from "../read-config.ts";
import { createDeps } from "../settings.ts";
import { formatTable } from "../table.ts";

interface RegisterOptions extends CommonOptions {
  readonly system?: boolean;
  readonly family: string;
  readonly version: string;
  readonly source: string;
  readonly description: string;
  readonly schemaFile: string;
  readonly tags: string;
  readonly allowSecret?: boolean;
  readonly database?: string;
}

interface ListOptions extends CommonOptions {
  readonly user?: string;
  readonly database?: string;
  readonly json?: boolean;
}

const DATABASE = [
  "--database <url>",
  "sqlite:PATH or postgres://…, in place of AWARENESS_DATABASE_URL",
] as const;

export function schemaCommand(context: CliContext): Command {
  return defineCommand({
    name: "schema",
    summary: "Register and list the schemas that every owner may use.",
    examples: ["awareness schema list"],
  })
    .addCommand(registerCommand(context))
    .addCommand(listCommand(context));
}

function registerCommand(context: CliContext): Command {
  return defineCommand({
    name: "register",
    summary: "Register a JSON Schema (2020-12) for all owners.",
    details:
      "It can be used by everybody and changed by nobody; register another version instead. Prints its id and key as one line of JSON.",
    examples: [
      'awareness schema register --system --family book --version 1 --source shelf --description "A book" --schema-file book.json',
    ],
  })
    .option("--system", "confirm that the schema is for all owners (required)")
    .requiredOption("--family <name>", "what records name as schema_ref")
    .requiredOption("--version <version>", "what records name as schema_version")
    .requiredOption("--source <source>", "where the schema comes from")
    .requiredOption("--description <text>", "what the schema is for")
    .requiredOption("--schema-file <path>", "a JSON file with the schema")
    .option("--tags <tags>", "separated by commas", "")
    .option("--allow-secret", "register it although it looks like it holds a credential")
    .option(...DATABASE)
    .option("--json", "as JSON, as without it")
    .action((options: RegisterOptions) => register(context, options));
}

async function register(context: CliContext, options: RegisterOptions): Promise<void> {
  if (options.system !== true) {
    throw new CliError(2, "The schema would be shared with every owner; add --system to confirm that.");
  }
  const { family, version, source, description } = options;
  const schema = await readSchema(options.schemaFile);
  const config = readConfig(context, pickDatabase(options));
  const { registerSystemSchema } = await import("../../app/schemas.ts");
  const tags = options.tags.split(",").map((tag) => tag.trim());
  const request = {
    family,
    version,
    source,
    description,
    tags: tags.filter((tag) => tag !== ""),
    schema,
  };
  const allowSecret = options.allowSecret === true;
  const deps = await createDeps(context, options);
  const result = await registerSystemSchema(config, deps, request, { allowSecret });
  printLine(context, JSON.stringify({ status: "ok", ...result }));
}

async function readSchema(path: string): Promise<Json> {
  const schema = parseFile(path, await readBytes(path));
  if (typeof schema === "object" && schema !== null && !Array.isArray(schema)) return schema as Json;
  throw new CliError(1, `${path} holds no JSON object; a schema is one.`);
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
    const reason = missing ? "does not exist" : "cannot be read";
    throw new CliError(1, `${path} ${reason}; check --schema-file.`, error);
  }
}

function parseFile(path: string, bytes: Uint8Array): unknown {
  try {
    return parseJson(bytes);
  } catch (error) {
    if (!(error instanceof JsonGuardError)) throw error;
    throw new CliError(1, `${path} cannot be used: ${error.message}`, error);
  }
}

function listCommand(context: CliContext): Command {
  return defineCommand({
    name: "list",
    summary: "List the schemas that every owner may use, latest first.",
    examples: ["awareness schema list", "awareness schema list --user ada --json"],
  })
    .option("--user <owner>", "the owner's own schemas instead")
    .option(...DATABASE)
    .option("--json", "as JSON, the schemas included")
    .action((options: ListOptions) => list(context, options));
}

async function list(context: CliContext, options: ListOptions): Promise<void> {
  const config = readConfig(context, pickDatabase(options));
  const { listSchemas } = await import("../../app/schemas.ts");
  const schemas = await listSchemas(config, await createDeps(context, options), options.user);
  if (options.json === true) printJson(context, schemas.map(toFullRow));
  else printLine(context, schemas.length === 0 ? "No schemas." : formatTable(schemas.map(toRow)));
}

const SHOWN_DESCRIPTION = 60;

function toRow({ id, source, createdAt, data }: Entry) {
  return {
    family: String(data.family),
    version: String(data.version),
    id,
    source,
    created: toIso(createdAt),
    description: String(data.description).replaceAll(/\s+/g, " ").slice(0, SHOWN_DESCRIPTION),
  };
}

function toFullRow({ id, source, tags, createdAt, data }: Entry) {
  const { family, version, description, schema } = data;
  const created = toIso(createdAt);
  return { id, family, version, source, tags, description, created, schema };
}

function pickDatabase({ database }: { readonly database?: string }): { readonly database?: string } {
  return database === undefined ? {} : { database };
}
