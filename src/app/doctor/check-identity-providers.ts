import type { Config } from "../../config/config.ts";
import type { ProviderSettings } from "../../domain/accounts/provider-settings.ts";
import type { Clock } from "../../domain/clock.ts";
import { createLogger } from "../../telemetry/logger.ts";
import { type Finding, pass, warn } from "./finding.ts";

const CHECK = "identity_provider";

/** Each configured identity provider, all at once: whether its keys can be had. */
export function checkIdentityProviders(
  { oauthProviders }: Pick<Config, "oauthProviders">,
  clock: Clock,
): Promise<readonly Finding[]> {
  return Promise.all(oauthProviders.map((settings) => askForKeys(settings, clock)));
}

async function askForKeys(settings: ProviderSettings, clock: Clock): Promise<Finding> {
  const { createKeyLoader, FETCH_TIMEOUT_MS } = await import("../../auth/providers/key-loader.ts");
  const { ProviderError } = await import("../../auth/providers/provider-error.ts");
  const { issuer, algorithms } = settings;
  const log = createLogger("silent", { write: () => {} });
  try {
    const keys = await createKeyLoader({ settings, clock, log, timeoutMs: FETCH_TIMEOUT_MS })();
    const usable = algorithms.filter((algorithm) => {
      const { kind } = keys.match(undefined, algorithm);
      return kind === "found" || kind === "ambiguous";
    });
    return usable.length > 0
      ? pass(CHECK, `${issuer} answers and has keys for ${usable.join(", ")}`)
      : unusable(`${issuer} has no usable key for ${algorithms.join(", ")}`);
  } catch (error) {
    return unusable(
      `${issuer} ${error instanceof ProviderError ? error.message : "has keys that cannot be read"}`,
    );
  }
}

function unusable(detail: string): Finding {
  return warn(
    CHECK,
    detail,
    "Until that is mended its users cannot sign in; everybody else notices nothing.",
  );
}
