/** Something that was done because of an entry. */
export interface NewAction {
  readonly entryId: string;
  /** ms since 1970. */
  readonly at: number;
  readonly platform?: string;
  readonly action: string;
  readonly detail?: string;
  readonly tags: readonly string[];
}

export interface ActionRow extends NewAction {
  readonly id: number;
}

export interface ReadRow {
  readonly id: number;
  readonly entryId: string;
  readonly at: number;
  readonly platform?: string;
  readonly tool: string;
}

/** A read or an action, as the merged timeline shows it. */
export type ActivityRow = ({ readonly kind: "read" } & ReadRow) | ({ readonly kind: "action" } & ActionRow);

/** Conditions that must all hold. */
export interface ActivityFilter {
  readonly entryId?: string;
  /** ms since 1970, inclusive. */
  readonly since?: number;
  readonly platform?: string;
  /** Actions only: the action carries all of them. */
  readonly tags?: readonly string[];
  /** Only rows of entries that are of one of these sources now. */
  readonly sources?: readonly string[];
}

export interface ActivityPage {
  readonly limit: number;
  /** Only rows before this one in (time, kind, id) order, newest first. */
  readonly before?: { readonly at: number; readonly kind: "read" | "action"; readonly id: number };
}
