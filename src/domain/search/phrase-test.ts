import { type Forward, fieldOf, formOf, hashOf, startsPosition } from "./indexed-document.ts";
import type { Phrase } from "./plan.ts";
import { FORM, hashTerm } from "./terms.ts";

/** True when the words of a phrase stand at positions that follow each other, in one field. */
export type PhraseTest = (forward: Forward) => boolean;

const BITS = 32;

/**
 * Looks for a phrase in one pass (Shift-And, Baeza-Yates and Gonnet 1992): the time does not depend on how often the
 * phrase almost stands there.
 */
export function createPhraseTest(phrase: Phrase): PhraseTest {
  const places = toPlaces(phrase);
  return (forward) => {
    const search = new PhraseSearch(places, phrase.length);
    let field = -1;
    for (let index = 0; index < forward.length; index += 1) {
      const packed = forward[index] as number;
      if (startsPosition(packed)) {
        if (search.endPosition()) return true;
        search.startPosition(fieldOf(packed) === field);
        field = fieldOf(packed);
      }
      if (formOf(packed) <= FORM.folded) search.see(hashOf(packed));
    }
    return search.endPosition();
  };
}

/** Sets of places in a phrase, one bit each. */
interface Places {
  readonly byHash: ReadonlyMap<number, Int32Array>;
  /** Places that any word fills. */
  readonly anything: Int32Array;
}

function toPlaces(phrase: Phrase): Places {
  const size = Math.ceil(phrase.length / BITS);
  const byHash = new Map<number, Int32Array>();
  const anything = new Int32Array(size);
  for (const [place, terms] of phrase.entries()) {
    if (terms.length === 0) addPlace(anything, place);
    for (const hash of terms.map(hashTerm)) {
      const known = byHash.get(hash) ?? new Int32Array(size);
      byHash.set(hash, known);
      addPlace(known, place);
    }
  }
  return { byHash, anything };
}

function addPlace(places: Int32Array, place: number): void {
  const unit = Math.floor(place / BITS);
  places[unit] = (places[unit] as number) | (1 << (place % BITS));
}

class PhraseSearch {
  readonly #byHash: Places["byHash"];
  readonly #anything: Int32Array;
  /** Places that the words at the current position can fill. */
  readonly #here: Int32Array;
  /** Places up to which the words before stand one after the other. */
  readonly #reached: Int32Array;
  readonly #last: number;

  constructor({ byHash, anything }: Places, length: number) {
    this.#byHash = byHash;
    this.#anything = anything;
    this.#here = new Int32Array(anything.length);
    this.#reached = new Int32Array(anything.length);
    this.#last = 1 << ((length - 1) % BITS);
  }

  startPosition(sameField: boolean): void {
    if (!sameField) this.#reached.fill(0);
    this.#here.set(this.#anything);
  }

  see(hash: number): void {
    const places = this.#byHash.get(hash);
    if (places === undefined) return;
    const here = this.#here;
    for (let unit = 0; unit < here.length; unit += 1) {
      here[unit] = (here[unit] as number) | (places[unit] as number);
    }
  }

  /** True when the phrase ends here. */
  endPosition(): boolean {
    const reached = this.#reached;
    let carry = 1;
    for (let unit = 0; unit < reached.length; unit += 1) {
      const before = reached[unit] as number;
      reached[unit] = ((before << 1) | carry) & (this.#here[unit] as number);
      carry = before >>> (BITS - 1);
    }
    return ((reached[reached.length - 1] ?? 0) & this.#last) !== 0;
  }
}
