import { describe, expect, it } from 'vitest';
import {
  ADD_PATH,
  ByteWriter,
  type Capability,
  capability,
  capabilityValue,
  capabilityValues,
  createContext,
  decodeCapabilities,
  EXTENDED_NEXT_HOP,
  encodeCapabilities,
  FOUR_OCTET_AS,
  FQDN,
  formatHex,
  GRACEFUL_RESTART,
  MULTIPROTOCOL,
  ROLE,
  SOFTWARE_VERSION,
  standardCapabilities,
} from '../../src/index.js';
import { octets, poisoned, vectors } from '../support/octets.js';

interface Vector {
  readonly row: string;
  readonly rfc: string;
  readonly hex: string;
  readonly value: unknown;
  readonly text: string;
}

const TABLE = vectors<{ vectors: readonly Vector[]; ignored: readonly { name: string; hex: string }[] }>(
  'capabilities',
);
const context = createContext();
const rowOf = (name: string) => standardCapabilities.rows.find((row) => row.name === name)!;

function decode(bytes: Uint8Array): Capability[] {
  const list: Capability[] = [];
  const bad = decodeCapabilities(bytes, 0, bytes.length, list, context);
  if (bad) throw new Error(bad.reason);
  return list;
}

describe('capability rows', () => {
  it('each has a vector', () => {
    const names = standardCapabilities.rows.map(({ name }) => name);
    expect([...new Set(TABLE.vectors.map(({ row }) => row))].sort()).toEqual(names.sort());
  });

  it.each(TABLE.vectors.map((one) => [`${one.row} ${one.hex} (${one.rfc})`, one] as const))('%s', (_, vector) => {
    const row = rowOf(vector.row);
    for (const poison of [0x00, 0xff]) {
      const decoded = decode(poisoned(octets(vector.hex), poison));
      expect(decoded).toEqual([{ code: row.code, value: vector.value }]);
      expect(row.format(decoded[0]!.value)).toBe(vector.text);
      expect(formatHex(encodeCapabilities(decoded, context))).toBe(vector.hex);
    }
  });

  it.each(TABLE.ignored.map(({ name, hex }) => [name, hex]))('%s: kept as octets, not used', (_, hex) => {
    for (const poison of [0x00, 0x01, 0xff]) {
      const decoded = decode(poisoned(octets(hex!), poison));
      expect(decoded[0]!.value).toEqual(octets(hex!).slice(2));
      expect(capabilityValues(decoded, standardCapabilities.get(decoded[0]!.code)!)).toEqual([]);
      expect(formatHex(encodeCapabilities(decoded, context))).toBe(formatHex(octets(hex!)));
    }
  });

  it('ADD-PATH leaves out tuples that are not 1, 2 or 3 (RFC 7911 §4)', () => {
    expect(decode(octets('45080001010000020104'))).toEqual([{ code: 69, value: [] }]);
    expect(decode(octets('45080001010400020103'))).toEqual([{ code: 69, value: [{ family: 0x201, mode: 'both' }] }]);
  });

  it('of several instances the last counts (RFC 4724 §3)', () => {
    const list = decode(octets('40020001 400100 40020002'));
    expect(capabilityValue(list, GRACEFUL_RESTART)?.restartTimeSeconds).toBe(2);
    expect(capabilityValue([], GRACEFUL_RESTART)).toBeUndefined();
  });

  it('reserved octets and bits are ignored and written as 0', () => {
    expect(formatHex(encodeCapabilities(decode(octets('01040001ff01 4006307800010 17f')), context))).toBe(
      '010400010001400600780001 0100'.replace(' ', ''),
    );
  });

  it.each([
    ['an AS number', () => encodeCapabilities([capability(FOUR_OCTET_AS, -1)], context)],
    ['a role', () => encodeCapabilities([capability(ROLE, 256)], context)],
    ['a name', () => FQDN.encode({ hostName: 'x'.repeat(65), domainName: '' }, new ByteWriter())],
    ['a version', () => SOFTWARE_VERSION.encode('x'.repeat(65), new ByteWriter())],
    [
      'a restart time',
      () =>
        GRACEFUL_RESTART.encode(
          { restarting: false, notification: false, restartTimeSeconds: 4096, families: [] },
          new ByteWriter(),
        ),
    ],
    [
      'too many families',
      () => encodeCapabilities([capability(ADD_PATH, Array(64).fill({ family: 257, mode: 'both' }))], context),
    ],
  ])('refuses %s without an encoding', (_, run) => {
    expect(run).toThrow(RangeError);
  });

  it('a table with a row of mine reads and writes it', () => {
    const mine = { ...FOUR_OCTET_AS, code: 240, name: 'MINE' };
    const own = { capabilities: standardCapabilities.with(mine) };
    const list: Capability[] = [];
    decodeCapabilities(octets('f00400000007'), 0, 6, list, own);
    expect(capabilityValue(list, mine)).toBe(7);
    expect(formatHex(encodeCapabilities(list, own))).toBe('f00400000007');
    expect(EXTENDED_NEXT_HOP.format([{ family: 257, nextHopAfi: 9 }])).toBe('ipv4-unicast over afi 9');
    expect(MULTIPROTOCOL.strict).toBe(true);
  });
});
