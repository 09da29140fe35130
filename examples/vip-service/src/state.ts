import { keyOf, type Vip } from './vip.js';

/** What is announced with an address. */
export interface RouteAttributes {
  readonly communities: readonly string[];
  readonly local_pref: number;
}

/** An address that is announced, or was. */
export interface VipRecord extends Vip, RouteAttributes {
  readonly advertised: boolean;
  /** When it was announced, or withdrawn, last: milliseconds of the calendar clock. */
  readonly since: number;
  /** When its lease lapses; without, it stands until it is withdrawn. */
  readonly expires?: number | undefined;
}

/** Withdrawn addresses that are remembered; the oldest go first. */
const WITHDRAWN_KEPT = 10_000;

/** Which addresses are announced. Nothing but memory: who calls it announces, stores and tells the time. */
export class VipState {
  readonly #records = new Map<string, VipRecord>();
  #advertised = 0;

  /** Records, announced ones and others. */
  get size(): number {
    return this.#records.size;
  }

  get advertised(): number {
    return this.#advertised;
  }

  /**
   * An address is announced from now on, as it says. True where it was not: only then `since` changes. A repetition brings
   * its attributes and its lease up to date.
   */
  advertise(vip: Vip, attributes: RouteAttributes, now: number, expires?: number): boolean {
    const key = keyOf(vip);
    const known = this.#records.get(key);
    const since = known?.advertised ? known.since : now;
    this.#put(key, { ...vip, ...attributes, advertised: true, since, ...(expires === undefined ? {} : { expires }) });
    return !known?.advertised;
  }

  /** An address is announced no more. True where it was. */
  withdraw(vip: Vip, now: number): boolean {
    const key = keyOf(vip);
    const known = this.#records.get(key);
    if (!known?.advertised) return false;
    const { expires: _lapsed, ...record } = known;
    this.#put(key, { ...record, advertised: false, since: now });
    this.#forget();
    return true;
  }

  /** As somebody else has it: what was stored, or what another instance says. */
  restore(record: VipRecord): void {
    this.#put(keyOf(record), record);
  }

  get(key: string): VipRecord | undefined {
    return this.#records.get(key);
  }

  /** The record of an address. Where there are several lengths the longest is meant: it is the one that routers follow. */
  getRoute(vip: string): VipRecord | undefined {
    let longest: VipRecord | undefined;
    for (const record of this.#records.values()) {
      if (record.vip === vip && record.prefix_len > (longest?.prefix_len ?? -1)) longest = record;
    }
    return longest;
  }

  getAllRoutes(): readonly VipRecord[] {
    return [...this.#records.values()];
  }

  #put(key: string, record: VipRecord): void {
    const known = this.#records.get(key);
    this.#advertised += Number(record.advertised) - Number(known?.advertised ?? false);
    // To the end: withdrawn last, forgotten last.
    if (known?.advertised && !record.advertised) this.#records.delete(key);
    this.#records.set(key, record);
  }

  #forget(): void {
    if (this.#records.size - this.#advertised <= WITHDRAWN_KEPT) return;
    for (const [key, { advertised }] of this.#records) {
      if (advertised) continue;
      this.#records.delete(key);
      return;
    }
  }
}
