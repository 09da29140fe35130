import { join, octetsOf, tlv } from './octets.js';
import type { VerdictRow } from './rows.js';

/** What is wrong: the octets put at the end of the attribute list, and where the fault is. */
export interface Wrong {
  readonly name: string;
  readonly octets: Uint8Array;
  readonly kind: 'nothing' | 'optional' | 'flags' | 'length' | 'list' | 'twice';
  /** Octets from the start of the attribute to what is at fault, where that is not the attribute itself. */
  readonly at?: number;
}

const FLAGS = { W: 0x40, ON: 0x80, OT: 0xc0 } as const;
const EXTENDED = 0x10;
/** Octets of an attribute header without Extended Length. */
const HEADER = 3;

/** What can be wrong with an attribute whatever it is (RFC 7606 §3.c, §3.g, §4, §5). */
export function wrongsOf(row: VerdictRow): readonly Wrong[] {
  const flags = FLAGS[row.flags];
  const value = octetsOf(row.value);
  const good = tlv(flags, row.code, value);
  const longer = join(value, octetsOf(row.surplus ?? '00'));
  const cut = (octets: Uint8Array, length: number) => octets.slice(0, length);
  const overrun = good.slice();
  overrun[2] = value.length + 1;
  const at = (offset: number | undefined) =>
    row.nlriAt === undefined || offset === undefined ? {} : { at: HEADER + offset };
  return [
    { name: 'nothing', octets: good, kind: 'nothing' },
    { name: 'nothing, Extended Length', octets: tlv(flags | EXTENDED, row.code, value), kind: 'nothing' },
    { name: 'nothing, Partial and the low bits', octets: tlv(flags | 0x2f, row.code, value), kind: 'nothing' },
    { name: 'Optional flipped', octets: tlv(flags ^ 0x80, row.code, value), kind: 'optional' },
    { name: 'Transitive flipped', octets: tlv(flags ^ 0x40, row.code, value), kind: 'flags' },
    { name: 'length 0', octets: tlv(flags, row.code, cut(value, 0)), kind: row.emptyIsLegal ? 'nothing' : 'length' },
    { name: 'one octet too many', octets: tlv(flags, row.code, longer), kind: 'length', ...at(value.length) },
    ...(value.length > 1
      ? [
          {
            name: 'one octet too few',
            octets: tlv(flags, row.code, value.slice(0, -1)),
            kind: 'length',
            ...at(row.nlriAt),
          } as const,
        ]
      : []),
    { name: 'overrun by 1', octets: overrun, kind: 'list' },
    { name: 'header cut to 1 octet', octets: cut(good, 1), kind: 'list' },
    { name: 'header cut to 2 octets', octets: cut(good, 2), kind: 'list' },
    { name: 'header cut to 3 octets', octets: cut(tlv(flags | EXTENDED, row.code, value), 3), kind: 'list' },
    { name: 'twice', octets: join(good, good), kind: 'twice', ...(row.twice ? { at: good.length } : {}) },
  ];
}
