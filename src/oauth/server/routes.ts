import { JWKS_PATH } from "../../http/paths.ts";

/** Paths without mount path. Clients of 2025-03-26 know the first three by heart. */
export const AUTHORIZE_PATH = "/authorize";
export const TOKEN_PATH = "/token";
export const REGISTER_PATH = "/register";
export const REVOKE_PATH = "/revoke";

/** Everything that people see. */
export const PAGES_PATH = "/oauth";
export const ACCOUNT_PATH = `${PAGES_PATH}/account`;
export const SIGN_IN_PATH = `${PAGES_PATH}/sign-in`;
export const LINK_PATH = `${PAGES_PATH}/link`;
export const INTERACTION_PATH = `${PAGES_PATH}/interaction`;
export const ASSETS_PATH = `${PAGES_PATH}/assets`;

export function interactionPath(id: string): string {
  return `${INTERACTION_PATH}/${id}`;
}

/** Where the library finds its endpoints; those that are switched off keep its defaults. */
export const PROVIDER_ROUTES = {
  authorization: AUTHORIZE_PATH,
  token: TOKEN_PATH,
  registration: REGISTER_PATH,
  revocation: REVOKE_PATH,
  jwks: JWKS_PATH,
} as const;
