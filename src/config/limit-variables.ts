/** Variables of limits on requests. */
export const limitVariables = {};
