import { access, constants, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { isEnded, MIN_SECRET_BYTES, parseSecrets } from "../../auth/secret-lines.ts";
import type { Config } from "../../config/config.ts";
import { type Finding, fail, pass, warn } from "./finding.ts";

const SECRET_FILE = "jwt-secret";

/** The data folder: there or creatable, writable, closed to other users. */
export async function checkDataFolder(folder: string): Promise<Finding> {
  const found = await stat(folder).catch(ignoreAbsence);
  if (found === undefined) return checkCreatable(folder);
  const elsewhere = "Set AWARENESS_DATA_DIR to a folder you may write.";
  if (!found.isDirectory()) return fail("data_folder", `${folder} is not a folder`, elsewhere);
  if (!(await mayWrite(folder))) return fail("data_folder", `${folder} may not be written`, elsewhere);
  return isOpen(found.mode)
    ? warn("data_folder", `${folder} is open to other users`, `chmod 700 ${folder}`)
    : pass("data_folder", folder);
}

async function checkCreatable(folder: string): Promise<Finding> {
  let parent = path.dirname(folder);
  while ((await stat(parent).catch(ignoreAbsence)) === undefined && path.dirname(parent) !== parent) {
    parent = path.dirname(parent);
  }
  const found = await stat(parent).catch(ignoreAbsence);
  return found?.isDirectory() === true && (await mayWrite(parent))
    ? pass("data_folder", `${folder} does not exist yet; the first start creates it`)
    : fail(
        "data_folder",
        `${folder} cannot be created in ${parent}`,
        "Set AWARENESS_DATA_DIR to a folder you may write.",
      );
}

/** The secrets that sign or have signed: their place, their length, and who may read them; never their values. */
export async function checkSecret(config: Config): Promise<Finding> {
  if (config.jwtSecret !== undefined) return pass("secret", "set by AWARENESS_JWT_SECRET or its file");
  const own = await checkOwnSecret(config);
  const alone = config.database.kind === "sqlite" || config.jwtAlgorithm !== "HS256";
  if (alone || own.status !== "pass") return own;
  const remedy = "Set AWARENESS_JWT_SECRET or AWARENESS_JWT_SECRET_FILE on every node.";
  return warn(own.check, `${own.detail}; nodes that share the database need the same one`, remedy);
}

async function checkOwnSecret(config: Config): Promise<Finding> {
  const file = path.join(config.dataDir, SECRET_FILE);
  const found = await stat(file).catch(ignoreAbsence);
  if (found === undefined) return pass("secret", "none yet; the first HTTP start or token creates it");
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined)
    return fail("secret", `${file} cannot be read`, `Make it readable: chmod 600 ${file}`);
  if (isEnded(text)) return pass("secret", "none, all were ended; a token of HS256 makes another one");
  const secrets = parseSecrets(text);
  if (secrets.length === 0 || secrets.some(({ secret }) => Buffer.byteLength(secret) < MIN_SECRET_BYTES)) {
    return fail(
      "secret",
      `${file} holds ${secrets.length === 0 ? "no secret" : "a line of fewer than 32 bytes"}`,
      "Remove it to get a new one; tokens minted so far end.",
    );
  }
  return isOpen(found.mode)
    ? warn("secret", `${file} can be read by other users`, `chmod 600 ${file}`)
    : pass("secret", file);
}

/** Windows keeps no such bits. */
function isOpen(mode: number): boolean {
  return process.platform !== "win32" && (mode & 0o077) !== 0;
}

function mayWrite(folder: string): Promise<boolean> {
  return access(folder, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
}

function ignoreAbsence(): undefined {
  return undefined;
}
