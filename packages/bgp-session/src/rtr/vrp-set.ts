import type { Asn } from '@mesh/bgp-wire';
import { HELD, NEXT, VrpColumn } from './vrp-column.js';
import type { VrpDelta, VrpVisitor } from './vrp-delta.js';

/** VRPs a delta has at most. */
const MAX_DELTA = 512;
/** Records looked at before others have their turn. */
const MAX_SCAN = 16_384;

/*
 * The VRPs of one cache, with those that are being received beside them. Each record says whether it holds now (`HELD`)
 * and whether it will (`NEXT`); between two responses both are the same. Payload only moves NEXT. `settle` brings the
 * two together, forwards or back, a slice at a time: announcements before withdrawals, so that a VRP that stays under
 * another max length leaves no gap.
 *
 * After a Serial Query the records that were touched are known; after a Reset Query all are looked at.
 */
export class VrpSet {
  readonly #v4: VrpColumn;
  readonly #v6: VrpColumn;
  readonly #columns: readonly [VrpColumn, VrpColumn];
  readonly #max: number;
  /** Twice the id, and one more for IPv6; undefined after a Reset Query. */
  #touched: number[] | undefined = [];
  #coming = 0;
  #size = 0;

  /** Takes at most `max` VRPs at a time, those being received beside those held. */
  constructor(max: number, seed: number) {
    this.#v4 = new VrpColumn(4, seed);
    this.#v6 = new VrpColumn(16, seed);
    this.#columns = [this.#v4, this.#v6];
    this.#max = max;
  }

  /** VRPs that hold. */
  get size(): number {
    return this.#size;
  }

  get byteLength(): number {
    return this.#v4.byteLength + this.#v6.byteLength;
  }

  /** What comes now changes what is held, or takes its place. */
  begin(query: 'serial' | 'reset'): void {
    this.#coming = query === 'reset' ? 0 : this.#size;
    this.#touched = query === 'reset' ? undefined : [];
    if (query === 'reset') for (const column of this.#columns) column.clearFlags(NEXT);
  }

  /** The VRP of a prefix PDU comes, unless it is there already (RFC 8210 §12, error 7) or there is no room. */
  announce(
    octets: 4 | 16,
    bytes: Uint8Array,
    at: number,
    bits: number,
    maxLength: number,
    as: Asn,
  ): 'ok' | 'duplicate' | 'full' {
    const column = octets === 4 ? this.#v4 : this.#v6;
    const id = column.find(bytes, at, bits, maxLength, as);
    if (this.#coming >= this.#max) return 'full';
    if (id === 0) this.#touch(column, column.add(NEXT));
    else {
      const flags = column.flags(id);
      if ((flags & NEXT) !== 0) return 'duplicate';
      column.setFlags(id, flags | NEXT);
      this.#touch(column, id);
    }
    this.#coming++;
    return 'ok';
  }

  /** The VRP of a prefix PDU goes; false where it is not there (RFC 8210 §12, error 6). */
  withdraw(octets: 4 | 16, bytes: Uint8Array, at: number, bits: number, maxLength: number, as: Asn): boolean {
    const column = octets === 4 ? this.#v4 : this.#v6;
    const id = column.find(bytes, at, bits, maxLength, as);
    const flags = id === 0 ? 0 : column.flags(id);
    if ((flags & NEXT) === 0) return false;
    if (flags === NEXT) column.remove(id);
    else {
      column.setFlags(id, flags & ~NEXT);
      this.#touch(column, id);
    }
    this.#coming--;
    return true;
  }

  /** Calls `visitor` with each VRP that holds. */
  visit(visitor: VrpVisitor): void {
    for (const column of this.#columns) {
      const address = new Uint8Array(column.octets);
      for (let id = 1; id <= column.last; id++) {
        if ((column.flags(id) & HELD) === 0) continue;
        column.address(id, address);
        visitor(true, address, column.bits(id), column.maxLength(id), column.as(id));
      }
    }
  }

  /**
   * Makes what came hold, and gives what that changes slice by slice, or makes it void. A slice may be empty; the last
   * is returned. It is good until the next is asked for, and nothing else may touch the set until the end.
   */
  *settle(way: 'commit' | 'rollback'): Generator<VrpDelta, VrpDelta> {
    const slice = new Slice();
    const touched = this.#touched;
    for (const pass of PASSES[way]) {
      if (touched === undefined) for (const column of this.#columns) yield* this.#settleAll(pass, column, slice);
      else yield* this.#settleTouched(pass, touched, slice);
    }
    this.#touched = [];
    return slice;
  }

  *#settleAll(pass: Pass, column: VrpColumn, slice: Slice): Generator<VrpDelta, void> {
    for (let id = 1; id <= column.last; id++) {
      if (column.flags(id) === pass.from) this.#settleOne(pass, column, id, slice);
      if (slice.size < MAX_DELTA && id % MAX_SCAN !== 0) continue;
      yield slice;
      slice.clear();
    }
  }

  *#settleTouched(pass: Pass, touched: readonly number[], slice: Slice): Generator<VrpDelta, void> {
    for (const entry of touched) {
      const [column, id] = [this.#columns[entry & 1]!, entry >>> 1];
      if (column.flags(id) === pass.from) this.#settleOne(pass, column, id, slice);
      if (slice.size < MAX_DELTA) continue;
      yield slice;
      slice.clear();
    }
  }

  /** What is removed stays readable until something is added. */
  #settleOne({ to, announced }: Pass, column: VrpColumn, id: number, slice: Slice): void {
    if (to === 0) column.remove(id);
    else column.setFlags(id, to);
    if (announced === undefined) return;
    this.#size += announced ? 1 : -1;
    slice.add(column, id, announced);
  }

  #touch(column: VrpColumn, id: number): void {
    this.#touched?.push(2 * id + (column === this.#v4 ? 0 : 1));
  }
}

interface Pass {
  readonly from: number;
  readonly to: number;
  /** What that says to the listener; undefined where it says nothing. */
  readonly announced: boolean | undefined;
}

const PASSES: { readonly [W in 'commit' | 'rollback']: readonly Pass[] } = {
  commit: [
    { from: NEXT, to: HELD | NEXT, announced: true },
    { from: HELD, to: 0, announced: false },
  ],
  rollback: [
    { from: NEXT, to: 0, announced: undefined },
    { from: HELD, to: HELD | NEXT, announced: undefined },
  ],
};

/** Some records, as what is told of them. */
class Slice implements VrpDelta {
  readonly #columns: VrpColumn[] = [];
  readonly #ids: number[] = [];
  readonly #announced: boolean[] = [];
  readonly #addresses = { 4: new Uint8Array(4), 16: new Uint8Array(16) };

  get size(): number {
    return this.#ids.length;
  }

  add(column: VrpColumn, id: number, announced: boolean): void {
    this.#columns.push(column);
    this.#ids.push(id);
    this.#announced.push(announced);
  }

  clear(): void {
    this.#columns.length = 0;
    this.#ids.length = 0;
    this.#announced.length = 0;
  }

  visit(visitor: VrpVisitor): void {
    for (let i = 0; i < this.#ids.length; i++) {
      const [column, id] = [this.#columns[i]!, this.#ids[i]!];
      const address = this.#addresses[column.octets];
      column.address(id, address);
      visitor(this.#announced[i]!, address, column.bits(id), column.maxLength(id), column.as(id));
    }
  }
}
