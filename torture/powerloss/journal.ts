/** One step of the recorded process. */
export type Step =
  | { readonly kind: "write"; readonly file: string; readonly offset: number; readonly data: Buffer }
  | { readonly kind: "truncate"; readonly file: string; readonly offset: number }
  | { readonly kind: "sync"; readonly file: string }
  | { readonly kind: "unlink"; readonly file: string }
  | { readonly kind: "output"; readonly data: Buffer };

const HEAD = 14;

/** Reads what `shim.c` wrote; its comment has the format. A last record that was cut off is left out. */
export function parseJournal(bytes: Buffer): readonly Step[] {
  const steps: Step[] = [];
  let at = 0;
  while (at + HEAD <= bytes.length) {
    const nameEnd = at + HEAD + bytes.readUInt8(at + 1);
    const end = nameEnd + bytes.readUInt32LE(at + 2);
    if (end > bytes.length) break;
    const offset = Number(bytes.readBigUInt64LE(at + 6));
    const file = bytes.toString("utf8", at + HEAD, nameEnd);
    steps.push(toStep(String.fromCharCode(bytes.readUInt8(at)), file, offset, bytes.subarray(nameEnd, end)));
    at = end;
  }
  return steps;
}

function toStep(kind: string, file: string, offset: number, data: Buffer): Step {
  if (kind === "W") return { kind: "write", file, offset, data };
  if (kind === "T") return { kind: "truncate", file, offset };
  if (kind === "S") return { kind: "sync", file };
  if (kind === "U") return { kind: "unlink", file };
  if (kind === "O") return { kind: "output", data };
  throw new Error(`The journal has a record of an unknown kind: ${kind}`);
}
