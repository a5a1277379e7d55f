/** Size limits of what callers may store. Characters are UTF-16 code units. */
export const LIMITS = {
  sourceChars: 200,
  tagChars: 100,
  tags: 50,
  descriptionChars: 16_000,
  /** Content as text; JSON content is measured as its JSON text. */
  contentChars: 2_000_000,
  contentTypeChars: 200,
  logicalKeyChars: 500,
  learnedFromChars: 200,
  hintChars: 1_000,
  alertIdChars: 200,
  metricChars: 200,
  reasonChars: 2_000,
  /** Objects such as metrics and details, as JSON text. */
  objectChars: 262_144,
  idChars: 100,
  relatedIds: 100,
  cursorChars: 1_000,
  /** Largest page a caller may ask for. */
  page: 500,
} as const;

/** Page size when the caller names none. */
export const DEFAULT_PAGE = 100;
