import type { Json } from "../client.ts";

/** A call that stores a text in each of its arguments, and where to read them again. */
export interface Writing {
  readonly tool: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** The call that gives everything back, from the answer to the first. */
  readBack(answer: Json): { readonly tool: string; readonly args: Readonly<Record<string, unknown>> };
}

/** What `records` must have been prepared with. */
export const FREE_SCHEMA = {
  source: "unicode",
  tags: [],
  description: "Anything",
  family: "anything",
  version: "1",
  schema: { type: "object" },
} as const;

const history = ({ id }: Json) => ({ tool: "get_history", args: { entry_id: id } });

/** One writing by each tool that stores text. `entry` is an entry to act on. */
export function writings(text: string, entry: string): readonly Writing[] {
  // Its own mark before each, so that no argument can be taken for another.
  const at = (mark: string) => `${mark}:${text}`;
  const common = { source: at("s"), tags: [at("t"), at("u")], description: at("d") };
  const object = { [at("n")]: at("v"), list: [at("l")] };
  const writing = (tool: string, args: Readonly<Record<string, unknown>>): Writing => ({
    tool,
    args,
    readBack: history,
  });
  return [
    writing("remember", {
      ...common,
      content: at("c"),
      content_type: at("ct"),
      learned_from: at("lf"),
      logical_key: at("k"),
    }),
    writing("remember", { ...common, content: object }),
    writing("add_context", common),
    writing("learn_pattern", { ...common, effect: at("e"), learned_from: at("lf") }),
    writing("set_preference", { key: at("k"), value: at("v"), scope: at("s") }),
    writing("remind", { goal: at("g"), source: at("s"), tags: [at("t")], constraints: at("c") }),
    writing("report_alert", {
      ...{ source: at("s"), tags: [at("t")], alert_id: at("a"), level: "info", alert_type: "threshold" },
      ...{ message: at("m"), metric: at("me"), details: object, diagnostics: object, resolved: false },
    }),
    writing("report_status", { source: at("s"), tags: [at("t")], metrics: object, inventory: object }),
    writing("suppress_alert", { source: at("s"), tags: [at("t")], metric: at("m"), reason: at("r") }),
    writing("register_schema", {
      ...{ ...common, family: at("f"), version: at("v"), schema: { type: "object", title: at("ti") } },
    }),
    writing("create_record", {
      ...{ ...common, logical_key: at("rk"), schema_ref: "anything", schema_version: "1", content: object },
    }),
    {
      tool: "acted_on",
      args: { entry_id: entry, action: at("a"), platform: at("p"), detail: at("d"), tags: [at("t")] },
      readBack: () => ({ tool: "get_actions", args: { entry_id: entry, limit: 1 } }),
    },
  ];
}

/** Every text in a JSON value, names included; also in JSON that is told as text. */
export function textsIn(value: Json, into: Set<string> = new Set()): ReadonlySet<string> {
  if (typeof value === "string") {
    into.add(value);
    if (value.startsWith("{")) textsIn(parsedOrNothing(value), into);
  } else if (typeof value === "object" && value !== null) {
    for (const [name, member] of Object.entries(value)) {
      if (!Array.isArray(value)) into.add(name);
      textsIn(member, into);
    }
  }
  return into;
}

function parsedOrNothing(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
