import { createHash } from 'node:crypto';

/** One route as octets: what makes it the same route on both ends of a session. */
export interface DigestRoute {
  /** `ipv4-unicast 10.0.0.0/24`, with the path identifier where there is one: any text that names the route. */
  readonly key: string;
  /** Everything else that must be equal: attributes and next hop. */
  readonly attributes: Uint8Array;
}

/**
 * A digest of a table that doesn't depend on the order of its routes: the sum of the SHA-256 of each, so that two
 * processes compare a million routes by a line of text. Equal digests and counts mean equal tables.
 */
export class TableDigest {
  readonly #sum = new Uint32Array(8);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add({ key, attributes }: DigestRoute): void {
    const hash = createHash('sha256').update(key).update('\0').update(attributes).digest();
    for (let i = 0; i < 8; i++) this.#sum[i] = this.#sum[i]! + hash.readUInt32BE(4 * i);
    this.#count += 1;
  }

  /** 64 hexadecimal digits. */
  toString(): string {
    return [...this.#sum].map((lane) => lane.toString(16).padStart(8, '0')).join('');
  }
}

/** How two tables differ; all empty where they are equal. */
export interface TableDifference {
  readonly missing: readonly string[];
  readonly unexpected: readonly string[];
  readonly changed: readonly string[];
}

/** Compares two tables (key → everything else as text) and names the first `limit` routes of each kind of difference. */
export function compareTables(
  expected: ReadonlyMap<string, string>,
  actual: ReadonlyMap<string, string>,
  limit = 10,
): TableDifference {
  const missing: string[] = [];
  const changed: string[] = [];
  for (const [key, value] of expected) {
    const other = actual.get(key);
    if (other === undefined) missing.push(key);
    else if (other !== value) changed.push(`${key}: expected ${value}, got ${other}`);
  }
  const unexpected = [...actual.keys()].filter((key) => !expected.has(key));
  return {
    missing: missing.slice(0, limit),
    unexpected: unexpected.slice(0, limit),
    changed: changed.slice(0, limit),
  };
}
