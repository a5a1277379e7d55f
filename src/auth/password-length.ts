/** How long a password is, in characters after normalisation (NFKC). */
export const PASSWORD_LENGTH = { least: 14, most: 128 } as const;
