/** Variables of the keys that sign tokens. */
export const keyVariables = {};
