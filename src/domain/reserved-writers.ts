/** Under these names the program itself writes: no token and no OAuth client may pass for it. */
const RESERVED = ["stdio", "cli", "local", "expiry", "demo"] as const;

/** Whether a writer's name is one of the program's own, or begins like that of an undo; neither case nor spaces around count. */
export function isReservedWriter(name: string): boolean {
  const plain = name.trim().toLowerCase();
  return RESERVED.some((reserved) => reserved === plain) || /^undo\s/.test(plain);
}

/** A verified name as the writer of what is written; one that is reserved says what it is the name of. */
export function toWriter(name: string, kind: "client" | "token"): string {
  return isReservedWriter(name) ? `${kind} ${name}` : name;
}
