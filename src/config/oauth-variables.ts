/** Variables of identity providers. */
export const oauthVariables = {};
