import { describe, expect, it } from 'vitest';
import {
  AS_PATH,
  asSequence,
  assess,
  attribute,
  createContext,
  decodeMessage,
  encodeMessage,
  Family,
  formatHex,
  NEXT_HOP,
  ORIGIN,
  packUpdates,
  parseHex,
  UpdateView,
  unicast,
} from '../src/index.js';

const context = createContext();

describe('UPDATE', () => {
  // Octets written by hand from RFC 4271 §4.3.
  const hex = 'ffffffffffffffffffffffffffffffff0030020000001540010100400200400304650165014005040000006418010100';

  it('decodes to a view and re-encodes byte for byte', () => {
    const result = decodeMessage(parseHex(hex)!, context);
    if (!result.ok || result.message.type !== 'UPDATE') throw new Error('not an UPDATE');
    const view = result.message;
    expect(assess(view)).toEqual({ outcome: 'accept', faults: [] });
    expect(view.announced()).toEqual([{ family: Family.IPV4_UNICAST, prefix: '1.1.0.0/24' }]);
    expect(view.get(ORIGIN)).toBe('igp');
    expect(view.get(NEXT_HOP)).toBe('101.1.101.1');
    expect(formatHex(encodeMessage(view.toMessage(), context))).toBe(hex);
  });

  it('packs IPv6 into MP_REACH_NLRI that a view reads back', () => {
    const octets = packUpdates(
      {
        announced: [
          {
            nlri: [unicast('2001:db8::/32')],
            attributes: [attribute(ORIGIN, 'igp'), attribute(AS_PATH, asSequence(65001, 4200000000))],
            nextHop: { address: '2001:db8::1' },
          },
        ],
      },
      context,
    );
    const view = new UpdateView(octets, context);
    expect(view.assessment.outcome).toBe('accept');
    expect(view.announced()).toEqual([{ family: Family.IPV6_UNICAST, prefix: '2001:db8::/32' }]);
    expect(view.get(AS_PATH)).toEqual([{ type: 'AS_SEQUENCE', asns: [65001, 4200000000] }]);
  });
});
