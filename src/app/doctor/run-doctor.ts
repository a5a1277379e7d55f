import type { Config } from "../../config/config.ts";
import type { ConfigWarning } from "../../config/warnings.ts";
import type { Clock } from "../../domain/clock.ts";
import { checkDatabase, checkSessions } from "./check-database.ts";
import { checkProviders } from "./check-embeddings.ts";
import { checkDataFolder, checkSecret } from "./check-folder.ts";
import { checkIdentityProviders } from "./check-identity-providers.ts";
import { checkSigningKeys } from "./check-keys.ts";
import { checkClock, checkNode } from "./check-machine.ts";
import { checkOAuthServer } from "./check-oauth-server.ts";
import { checkPort } from "./check-port.ts";
import { type Finding, fail, pass, warn } from "./finding.ts";

export interface DoctorOptions {
  /** The configuration, or what is wrong with it. */
  readonly config: Config | Error;
  /** Of variables that do nothing, or harm. */
  readonly warnings: readonly ConfigWarning[];
  readonly clock: Clock;
  readonly packageRoot: string;
}

/** Looks at everything a server depends on; creates and changes nothing. */
export async function runDoctor(options: DoctorOptions): Promise<readonly Finding[]> {
  const { config, warnings, clock, packageRoot } = options;
  const node = checkNode(process.versions.node);
  const ignored = warnings.map(({ message, remedy }) => warn("configuration", message, remedy));
  if (config instanceof Error) {
    return [node, fail("configuration", config.message, "Set it to one of the accepted values."), ...ignored];
  }
  return [
    node,
    ...(ignored.length > 0 ? ignored : [pass("configuration", "every variable is understood")]),
    ...(await checkDatabase(config, packageRoot, clock)),
    ...(await checkSessions(config, packageRoot, clock)),
    await checkDataFolder(config.dataDir),
    await checkSecret(config),
    ...(await checkSigningKeys(config, clock)),
    ...(await checkOAuthServer(config)),
    ...(await checkIdentityProviders(config, clock)),
    await checkClock(clock, config.database),
    ...(await checkProviders(config, clock)),
    await checkPort(config),
  ];
}
