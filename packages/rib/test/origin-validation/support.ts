import { parsePrefix } from '@mesh/bgp-wire';
import type { VrpDelta } from '../../src/index.js';

/** `192.0.2.0/24-25 AS65001`, as validators print a VRP. */
export interface Vrp {
  readonly prefix: string;
  readonly maxLength: number;
  readonly as: number;
}

export function vrp(text: string): Vrp {
  const [, prefix, maxLength, as] = /^(\S+\/\d+)-(\d+) AS(\d+)$/.exec(text)!;
  return { prefix: prefix!, maxLength: Number(maxLength), as: Number(as) };
}

/** A delta of lines such as `+ 192.0.2.0/24-24 AS65001`. */
export function delta(...lines: readonly string[]): VrpDelta {
  return {
    size: lines.length,
    visit(visitor) {
      for (const line of lines) {
        const { prefix, maxLength, as } = vrp(line.slice(2));
        const { address, bits } = parsePrefix(prefix)!;
        visitor(line.startsWith('+'), address, bits, maxLength, as);
      }
    },
  };
}
