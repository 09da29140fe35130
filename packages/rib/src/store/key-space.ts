import { type Family, type FamilyRow, type FamilyTable, type Nlri, NO_PATH_ID } from '@mesh/bgp-wire';

/** The route keys of one family, with or without path identifier: what two keys must share to be compared at all. */
export interface KeySpace {
  readonly family: Family;
  /** Its keys begin with a path identifier. */
  readonly addPath: boolean;
  /** Longest prefix of the family; 0 where its NLRI are no plain prefixes. */
  readonly prefixBits: number;
  /** A key fits the record itself: an IPv4 prefix without path identifier. */
  readonly inline: boolean;
  /** The family's row where NLRI have payload beside the key; undefined where all octets are the key. */
  readonly keyed: (FamilyRow<Nlri> & Required<Pick<FamilyRow<Nlri>, 'writeKey'>>) | undefined;
  /** Of plain prefixes, how many routes there are of each length. */
  readonly lengths: Int32Array;
}

/** What `KeySpaces` are made of, for another thread to take over. */
export type KeySpacesState = readonly (Pick<KeySpace, 'family' | 'addPath' | 'lengths'> & {
  readonly keyed: boolean;
})[];

const MAX_SPACES = 255;

/** Numbers the key spaces a store meets, from 1 up, so that a record needs one octet for its own. */
export class KeySpaces {
  readonly #families: FamilyTable;
  readonly #spaces: (KeySpace | undefined)[] = [undefined];
  #last = 0;

  /** Throws `RangeError` where a family that was taken over has its keys written by a row, and no row here, or the reverse. */
  constructor(families: FamilyTable, state: KeySpacesState = []) {
    this.#families = families;
    for (const { family, addPath, lengths, keyed } of state) {
      const space = this.get(this.#add(family, addPath, lengths));
      if (keyed === (space.keyed !== undefined) && lengths.length === space.lengths.length) continue;
      throw new RangeError(`family ${family} has another row here than where the store was filled: use the same table`);
    }
  }

  get state(): KeySpacesState {
    return this.#spaces
      .slice(1)
      .map((space) => space!)
      .map(({ family, addPath, lengths, keyed }) => {
        return { family, addPath, lengths: lengths.slice(), keyed: keyed !== undefined };
      });
  }

  /** Counts no prefixes any more. */
  clear(): void {
    for (const space of this.#spaces) space?.lengths.fill(0);
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

  #add(family: Family, addPath: boolean, lengths?: Int32Array): number {
    if (this.#spaces.length > MAX_SPACES)
      throw new RangeError(`a store holds at most ${MAX_SPACES} kinds of route key`);
    const row = this.#families.get(family);
    const prefixBits = row?.prefixBits ?? 0;
    this.#spaces.push({
      family,
      addPath,
      prefixBits,
      inline: prefixBits === 32 && !addPath,
      keyed: hasKey(row) ? row : undefined,
      lengths: lengths ?? new Int32Array(prefixBits === 0 ? 0 : prefixBits + 1),
    });
    return this.#spaces.length - 1;
  }
}

function hasKey(row: FamilyRow<Nlri> | undefined): row is NonNullable<KeySpace['keyed']> {
  return row?.writeKey !== undefined;
}
