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
  schemaFamilyChars: 200,
  schemaVersionChars: 100,
  learnedFromChars: 200,
  hintChars: 1_000,
  alertIdChars: 200,
  metricChars: 200,
  reasonChars: 2_000,
  goalChars: 8_000,
  constraintsChars: 8_000,
  recurrenceChars: 500,
  preferenceKeyChars: 200,
  preferenceValueChars: 16_000,
  actionChars: 1_000,
  actionDetailChars: 16_000,
  platformChars: 100,
  queryChars: 1_000,
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
