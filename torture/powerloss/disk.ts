import type { Random } from "../random.ts";
import type { Step } from "./journal.ts";

/** What becomes of writes that were not synced when the power went. */
export const FATES = ["dropped", "half", "torn"] as const;
/** Nothing of them is there; each is there or not; each sector of each is there or not. */
export type Fate = (typeof FATES)[number];

/** Files by name, as they are found after the power is back. */
export type Image = ReadonlyMap<string, Buffer>;

type Change = Extract<Step, { readonly kind: "write" | "truncate" }>;

const SECTOR = 512;

/** Bytes that grow without being copied for every write. */
class FileBytes {
  #bytes: Buffer;
  #length: number;

  constructor(bytes: Buffer = Buffer.alloc(0)) {
    this.#bytes = bytes;
    this.#length = bytes.length;
  }

  get contents(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  copy(): FileBytes {
    return new FileBytes(Buffer.from(this.contents));
  }

  write(offset: number, data: Buffer): void {
    this.#resize(Math.max(this.#length, offset + data.length));
    data.copy(this.#bytes, offset);
  }

  resize(length: number): void {
    this.#resize(length);
    this.#bytes.fill(0, length);
  }

  #resize(length: number): void {
    if (length > this.#bytes.length) {
      const grown = Buffer.alloc(Math.max(length, this.#bytes.length * 2));
      this.#bytes.copy(grown, 0, 0, this.#length);
      this.#bytes = grown;
    }
    this.#length = length;
  }
}

/**
 * A disk that keeps only what was synced, and remembers the rest in order. It trusts a sync to be true, and that a file
 * which was made or removed stays so.
 */
export class Disk {
  readonly #synced = new Map<string, FileBytes>();
  readonly #pending = new Map<string, Change[]>();

  apply(step: Step): void {
    if (step.kind === "output") return;
    if (step.kind === "unlink") {
      this.#synced.delete(step.file);
      this.#pending.delete(step.file);
      return;
    }
    const file = this.#fileOf(step.file);
    const pending = this.#pending.get(step.file) ?? [];
    this.#pending.set(step.file, pending);
    if (step.kind !== "sync") {
      pending.push(step);
      return;
    }
    for (const change of pending) apply(file, change);
    pending.length = 0;
  }

  /** What is there when the power goes now. */
  cut(fate: Fate, random: Random): Image {
    const image = new Map<string, Buffer>();
    for (const [name, synced] of this.#synced) {
      const pending = this.#pending.get(name) ?? [];
      const file = synced.copy();
      if (fate !== "dropped") for (const change of pending) survive(file, change, fate, random);
      image.set(name, file.contents);
    }
    return image;
  }

  #fileOf(name: string): FileBytes {
    const known = this.#synced.get(name);
    if (known !== undefined) return known;
    const made = new FileBytes();
    this.#synced.set(name, made);
    return made;
  }
}

function apply(file: FileBytes, change: Change): void {
  if (change.kind === "truncate") file.resize(change.offset);
  else file.write(change.offset, change.data);
}

function survive(file: FileBytes, change: Change, fate: Fate, random: Random): void {
  if (change.kind === "truncate" || fate === "half") {
    if (random.next() < 0.5) apply(file, change);
    return;
  }
  const { offset, data } = change;
  for (let at = 0; at < data.length; ) {
    const end = Math.min(data.length, at + SECTOR - ((offset + at) % SECTOR));
    if (random.next() < 0.5) file.write(offset + at, data.subarray(at, end));
    at = end;
  }
}
