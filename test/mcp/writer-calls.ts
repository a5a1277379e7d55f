/** Text that must not come back, unless it is a handle. */
export const mark = (field: string) => `MARK-${field}`;
const marks = (...names: readonly string[]) => Object.fromEntries(names.map((name) => [name, mark(name)]));
const object = (field: string) => ({ [mark(`${field}-key`)]: [mark(field)] });

export interface Ids {
  /** A live note. */
  readonly note: string;
  readonly intention: string;
  /** In the trash. */
  readonly trashed: string;
}

export interface Writer {
  /** Arguments that succeed, every text the caller chooses marked. */
  readonly calls: (ids: Ids) => readonly Record<string, unknown>[];
  /** Arguments that may come back: look-up and upsert keys. */
  readonly handles: readonly string[];
  /** The call always fails here: it needs what no test has. */
  readonly fails?: true;
}

const note = { ...marks("source", "description", "content_type", "learned_from"), tags: [mark("tags")] };
const text = { ...marks("source", "description", "learned_from"), tags: [mark("tags")], language: "en" };

/** Every tool that writes, by name. */
export const WRITERS: Readonly<Record<string, Writer>> = {
  report_status: {
    calls: () => [
      {
        source: mark("source"),
        tags: [mark("tags")],
        metrics: object("metrics"),
        inventory: object("inventory"),
      },
    ],
    handles: ["source"],
  },
  report_alert: {
    calls: () => {
      const alert = { ...marks("source", "alert_id", "message", "metric"), tags: [mark("tags")] };
      const rest = { details: object("details"), diagnostics: object("diagnostics"), level: "warning" };
      const whole = { ...alert, ...rest, alert_type: "threshold" };
      return [whole, { ...whole, resolved: true }];
    },
    handles: ["alert_id"],
  },
  learn_pattern: {
    calls: () => [{ ...text, effect: mark("effect"), conditions: { day_of_week: "monday" } }],
    handles: [],
  },
  remember: {
    calls: () => [
      { ...note, content: object("content"), language: "en" },
      { ...note, content: mark("content"), logical_key: mark("logical_key") },
    ],
    handles: [],
  },
  register_schema: {
    calls: () => [
      {
        ...text,
        ...marks("family", "version"),
        schema: { title: mark("schema"), properties: { [mark("schema-key")]: { type: "string" } } },
      },
    ],
    handles: ["family", "version"],
  },
  create_record: {
    calls: () => [
      {
        ...text,
        logical_key: mark("logical_key"),
        schema_ref: mark("family"),
        schema_version: mark("version"),
        content: object("content"),
      },
    ],
    handles: [],
  },
  update_entry: {
    calls: (ids) => [{ entry_id: ids.note, ...note, content: mark("content"), learned_from: undefined }],
    handles: [],
  },
  suppress_alert: {
    calls: () => [{ ...marks("source", "metric", "reason"), tags: [mark("tags")] }],
    handles: [],
  },
  add_context: {
    calls: (ids) => [{ ...text, learned_from: undefined, related_ids: [ids.note] }],
    handles: [],
  },
  set_preference: { calls: () => [marks("key", "value", "scope")], handles: ["key", "scope"] },
  delete_entry: {
    calls: (ids) => [
      { tags: [mark("tags")] },
      { source: mark("source"), entry_type: "note" },
      { tags: [mark("tags-of-nothing")], confirm: true },
      { entry_id: ids.trashed },
    ],
    handles: ["entry_id", "tags", "tags-of-nothing", "source", "entry_type"],
  },
  restore_entry: {
    calls: (ids) => [{ entry_id: ids.trashed }, { tags: [mark("tags-of-nothing")] }],
    handles: ["entry_id", "tags-of-nothing"],
  },
  acted_on: {
    calls: (ids) => [
      { entry_id: ids.note, ...marks("action", "platform", "detail"), tags: [mark("tags")] },
      { entry_id: ids.intention, ...marks("action", "detail") },
    ],
    handles: ["entry_id", "action"],
  },
  remind: {
    calls: () => [
      {
        ...marks("goal", "source", "constraints", "learned_from"),
        tags: [mark("tags")],
        deliver_at: "2026-08-01T00:00:00Z",
        recurrence: "FREQ=DAILY",
        language: "en",
      },
    ],
    handles: [],
  },
  update_intention: {
    calls: (ids) => [
      {
        entry_id: ids.intention,
        state: "snoozed",
        reason: mark("reason"),
        snooze_until: "2026-08-01T00:00:00Z",
      },
      { entry_id: ids.intention, state: "completed", reason: mark("reason") },
    ],
    handles: ["entry_id"],
  },
  revert_entry: { calls: (ids) => [{ entry_id: ids.note, version: 1 }], handles: ["entry_id"] },
  backfill_embeddings: { calls: () => [{}], handles: [], fails: true },
};
