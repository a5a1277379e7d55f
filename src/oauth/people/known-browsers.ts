import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { OwnerId } from "../../domain/owner.ts";

/**
 * Tells browsers in which somebody has signed in to an account before from all others, by a cookie that only this server can
 * have made (https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies). The cookie opens nothing.
 */
export interface KnownBrowsers {
  /** What such a browser keeps, 66 characters: one for each account. */
  issue(owner: OwnerId): string;
  /** The id of a browser that was issued for this very account; `undefined` for everything else. */
  identify(token: string | undefined, owner: OwnerId): string | undefined;
}

const ID_BYTES = 16;
const TOKEN = /^([\w-]{22})\.([\w-]{43})$/;

/** @param secret 32 random bytes, the same on every node; other uses of them do no harm */
export function createKnownBrowsers(secret: Uint8Array): KnownBrowsers {
  const key = createHmac("sha256", secret).update("known browsers").digest();
  const seal = (id: string, owner: OwnerId) => createHmac("sha256", key).update(`${id}\0${owner}`).digest();

  return {
    issue(owner) {
      const id = randomBytes(ID_BYTES).toString("base64url");
      return `${id}.${seal(id, owner).toString("base64url")}`;
    },
    identify(token, owner) {
      const [, id = "", mac = ""] = TOKEN.exec(token ?? "") ?? [];
      const isOurs = id !== "" && timingSafeEqual(Buffer.from(mac, "base64url"), seal(id, owner));
      return isOurs ? id : undefined;
    },
  };
}
