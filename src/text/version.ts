/** Changes whenever the same text would give other terms, so that what was indexed before is indexed again. */
export const ANALYSER_VERSION = 1;
