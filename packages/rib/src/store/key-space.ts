import { type Family, type FamilyTable, NO_PATH_ID } from '@mesh/bgp-wire';

/** The route keys of one family, with or without path identifier: what two keys must share to be compared at all. */
export interface KeySpace {
  readonly family: Family;
  /** Its keys begin with a path identifier. */
  readonly addPath: boolean;
  /** Longest prefix of the family; 0 where its NLRI are opaque here. */
  readonly prefixBits: number;
  /** A key fits the record itself: an IPv4 prefix without path identifier. */
  readonly inline: boolean;
}

const MAX_SPACES = 255;

/** Numbers the key spaces a store meets, from 1 up, so that a record needs one octet for its own. */
export class KeySpaces {
  readonly #families: FamilyTable;
  readonly #spaces: (KeySpace | undefined)[] = [undefined];
  #last = 0;

  constructor(families: FamilyTable) {
    this.#families = families;
  }

  /** Numbers given out; the last one is `count - 1`. */
  get count(): number {
    return this.#spaces.length;
  }

  get(number: number): KeySpace {
    return this.#spaces[number]!;
  }

  /** The number of a space, 0 where no route of it has been stored. */
  find(family: Family, addPath: boolean): number {
    const last = this.#spaces[this.#last];
    if (last !== undefined && last.family === family && last.addPath === addPath) return this.#last;
    for (let i = 1; i < this.#spaces.length; i++) {
      const space = this.#spaces[i]!;
      if (space.family === family && space.addPath === addPath) {
        this.#last = i;
        return i;
      }
    }
    return 0;
  }

  /** The number of the space that a family's routes with this path identifier lie in. */
  of(family: Family, pathId: number): number {
    const addPath = pathId !== NO_PATH_ID;
    return this.find(family, addPath) || this.#add(family, addPath);
  }

  #add(family: Family, addPath: boolean): number {
    if (this.#spaces.length > MAX_SPACES)
      throw new RangeError(`a store holds at most ${MAX_SPACES} kinds of route key`);
    const prefixBits = this.#families.get(family)?.prefixBits ?? 0;
    this.#spaces.push({ family, addPath, prefixBits, inline: prefixBits === 32 && !addPath });
    return this.#spaces.length - 1;
  }
}
