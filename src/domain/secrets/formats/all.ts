import type { SecretFormat } from "../format.ts";
import { AI_FORMATS } from "./ai.ts";
import { CLOUD_FORMATS } from "./cloud.ts";
import { CODE_FORMATS } from "./code.ts";
import { KEY_FORMATS } from "./keys.ts";
import { LOGIN_FORMATS } from "./logins.ts";
import { MESSAGE_FORMATS } from "./messages.ts";
import { PAYMENT_FORMATS } from "./payments.ts";
import { SERVICE_FORMATS } from "./services.ts";

/** Every format there is; of two that fit the same text the first is named. */
export const SECRET_FORMATS: readonly SecretFormat[] = [
  ...CODE_FORMATS,
  ...CLOUD_FORMATS,
  ...AI_FORMATS,
  ...MESSAGE_FORMATS,
  ...PAYMENT_FORMATS,
  ...SERVICE_FORMATS,
  ...KEY_FORMATS,
  ...LOGIN_FORMATS,
];
