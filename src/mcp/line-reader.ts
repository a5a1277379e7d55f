/** Longest line that is read, bytes, without its newline. */
export const MAX_LINE_BYTES = 8 * 1024 * 1024;

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;

export interface LineReaderOptions {
  /** Gets every line that is not empty, without its line end (LF or CRLF). The bytes are the receiver's to keep. */
  onLine(line: Uint8Array): void;
  /** Called once for a line over the limit, as soon as that is known; the rest of the line is dropped as it comes. */
  onOversized(): void;
  /** Default 8 MB. */
  readonly maxBytes?: number;
}

/** Cuts a byte stream into lines and never holds more than one line of the permitted length. */
export interface LineReader {
  push(chunk: Uint8Array): void;
  /** The stream ended: what stands after the last newline counts as a line. */
  end(): void;
}

export function createLineReader(options: LineReaderOptions): LineReader {
  const maxBytes = options.maxBytes ?? MAX_LINE_BYTES;
  let parts: Uint8Array[] = [];
  let held = 0;
  let dropping = false;

  const keep = (part: Uint8Array): void => {
    if (dropping) return;
    if (held + part.length <= maxBytes) {
      parts.push(part);
      held += part.length;
      return;
    }
    parts = [];
    held = 0;
    dropping = true;
    options.onOversized();
  };

  const finishLine = (): void => {
    const [first] = parts;
    const whole = parts.length === 1 && first !== undefined ? first : Buffer.concat(parts, held);
    const line = whole.at(-1) === CARRIAGE_RETURN ? whole.subarray(0, -1) : whole;
    parts = [];
    held = 0;
    dropping = false;
    if (line.length > 0) options.onLine(line);
  };

  return {
    push(chunk) {
      let from = 0;
      for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, from)) {
        keep(chunk.subarray(from, at));
        finishLine();
        from = at + 1;
      }
      if (from < chunk.length) keep(chunk.subarray(from));
    },
    end() {
      finishLine();
    },
  };
}
