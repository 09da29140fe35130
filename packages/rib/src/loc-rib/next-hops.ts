import { formatAddress, formatHex } from '@mesh/bgp-wire';
import { addressIn } from '../store/next-hop-address.js';

/** The IGP's metric to an address; undefined where it cannot be reached (RFC 4271 §9.1.2). */
export type NextHopMetric = (address: string) => number | undefined;

/** Next hop number of routes that begin here. */
export const SELF = 0;

/** Asks for the metric of each distinct next hop once, and numbers them, so that a route's facts need one word. */
export class NextHops {
  readonly #metric: NextHopMetric | undefined;
  readonly #numbers = new Map<string, number>();
  readonly #addresses: string[] = ['self'];
  readonly #uses: number[] = [0];
  /** By number; infinite where there is no way. */
  readonly metrics: number[] = [0];
  readonly #free: number[] = [];

  constructor(metric: NextHopMetric | undefined) {
    this.#metric = metric;
  }

  /** The number of a next hop in octets, with one use more. */
  use(octets: Uint8Array): number {
    if (octets.length === 0) return SELF;
    const address = addressOf(octets);
    let number = this.#numbers.get(address);
    if (number === undefined) {
      number = this.#free.pop() ?? this.#addresses.length;
      this.#numbers.set(address, number);
      this.#addresses[number] = address;
      this.#uses[number] = 0;
      this.metrics[number] = this.#ask(address);
    }
    this.#uses[number]!++;
    return number;
  }

  release(number: number): void {
    if (number === SELF || --this.#uses[number]! > 0) return;
    this.#numbers.delete(this.#addresses[number]!);
    this.#free.push(number);
  }

  address(number: number): string {
    return this.#addresses[number]!;
  }

  /** Asks for all metrics again. The numbers of those that changed. */
  refresh(): Set<number> {
    const changed = new Set<number>();
    for (const [address, number] of this.#numbers) {
      const metric = this.#ask(address);
      if (metric !== this.metrics[number]) changed.add(number);
      this.metrics[number] = metric;
    }
    return changed;
  }

  #ask(address: string): number {
    return this.#metric ? (this.#metric(address) ?? Number.POSITIVE_INFINITY) : 0;
  }
}

function addressOf(octets: Uint8Array): string {
  const address = addressIn(octets);
  return address ? formatAddress(octets, address.start, address.end) : formatHex(octets);
}
