import { describe, expect, it } from 'vitest';
import {
  ByteWriter,
  createContext,
  forEachAttribute,
  formatHex,
  UpdateView,
  writeCanonicalAttributes,
  writeSessionAttributes,
} from '../../src/index.js';
import {
  LOCAL_PREF_100,
  NEXT_HOP_192_0_2_1,
  ORIGIN_IGP,
  octets,
  PATH_65001,
  REACH_V6,
  tlv,
  UNREACH_V6,
  update,
} from '../support/octets.js';

const wide = createContext();
const narrow = createContext({ asn4: false });
const tidy = (hex: string) => formatHex(octets(hex));

function canonical(attributes: string, context = wide): string {
  const writer = new ByteWriter();
  writeCanonicalAttributes(new UpdateView(update({ attributes, nlri: '080a' }), context), writer);
  return formatHex(writer.view());
}

function session(set: string, context = narrow): string {
  const writer = new ByteWriter();
  writeSessionAttributes(octets(set), writer, context);
  return formatHex(writer.view());
}

describe('canonical attribute sets', () => {
  const MED = '80 04 04 00000064';
  const COMMUNITY = 'c0 08 04 fde90001';

  it('ascending type, whatever the order they came in; next hop and NLRI attributes left out', () => {
    const expected = tidy(`${ORIGIN_IGP} ${PATH_65001} ${MED} ${COMMUNITY}`);
    expect(canonical(`${ORIGIN_IGP} ${PATH_65001} ${NEXT_HOP_192_0_2_1} ${MED} ${COMMUNITY}`)).toBe(expected);
    expect(
      canonical(`${COMMUNITY} ${REACH_V6} ${MED} ${NEXT_HOP_192_0_2_1} ${PATH_65001} ${UNREACH_V6} ${ORIGIN_IGP}`),
    ).toBe(expected);
  });

  it('the shortest header; unused flag bits cleared, Partial kept', () => {
    expect(canonical(`50 01 0001 00 ${PATH_65001} ef 08 04 fde90001 ${NEXT_HOP_192_0_2_1}`)).toBe(
      tidy(`${ORIGIN_IGP} ${PATH_65001} e0 08 04 fde90001`),
    );
    const long = tlv(0xd0, 8, 'fde90001'.repeat(64));
    expect(canonical(`${ORIGIN_IGP} ${PATH_65001} ${NEXT_HOP_192_0_2_1} ${long}`)).toBe(
      tidy(`${ORIGIN_IGP} ${PATH_65001} ${long}`),
    );
  });

  it('duplicates, discarded and unknown non-transitive attributes left out; unknown transitive kept', () => {
    const external = createContext({ peering: 'external' });
    expect(
      canonical(
        `${ORIGIN_IGP} ${PATH_65001} ${NEXT_HOP_192_0_2_1} ${LOCAL_PREF_100} 40 06 01 00 ${MED} 80 04 04 00000001 c0 63 01 aa 80 64 01 bb`,
        external,
      ),
    ).toBe(tidy(`${ORIGIN_IGP} ${PATH_65001} ${MED} c0 63 01 aa`));
  });

  it('2-octet AS numbers widened and merged (RFC 6793 §4.2.3)', () => {
    expect(
      canonical(
        `${ORIGIN_IGP} 40 02 06 0202 fde9 5ba0 ${NEXT_HOP_192_0_2_1} c0 07 06 5ba0 c0000201 c0 11 06 0201 00011170 c0 12 08 00011170 c0000201`,
        narrow,
      ),
    ).toBe(tidy(`${ORIGIN_IGP} 40 02 0a 0202 0000fde9 00011170 c0 07 08 00011170 c0000201`));
  });

  it('a discarded AGGREGATOR of a 2-octet speaker stays out', () => {
    expect(canonical(`${ORIGIN_IGP} 40 02 04 0201 fde9 ${NEXT_HOP_192_0_2_1} c0 07 05 5ba0 c00002`, narrow)).toBe(
      tidy(`${ORIGIN_IGP} 40 02 06 0201 0000fde9`),
    );
  });
});

describe('session attributes (RFC 6793 §4.2.2)', () => {
  it('between 4-octet speakers the set as it is', () => {
    const set = tidy(`${ORIGIN_IGP} 40 02 06 0201 00011170`);
    expect(session(set, wide)).toBe(set);
  });

  it('small AS numbers are narrowed without AS4_PATH', () => {
    expect(session(`${ORIGIN_IGP} ${PATH_65001} c0 07 08 0000fde9 c0000201`)).toBe(
      tidy(`${ORIGIN_IGP} 40 02 04 0201 fde9 c0 07 06 fde9 c0000201`),
    );
  });

  it('large ones bring AS4_PATH and AS4_AGGREGATOR in their place', () => {
    expect(
      session(
        `${ORIGIN_IGP} 40 02 06 0201 00011170 c0 07 08 00011170 c0000201 c0 10 08 0002fde900000001 c0 20 0c 000000010000000200000003`,
      ),
    ).toBe(
      tidy(
        `${ORIGIN_IGP} 40 02 04 0201 5ba0 c0 07 06 5ba0 c0000201 c0 10 08 0002fde900000001
         c0 11 06 0201 00011170 c0 12 08 00011170 c0000201 c0 20 0c 000000010000000200000003`,
      ),
    );
  });

  it('confederation segments stay out of AS4_PATH, and do not call for one', () => {
    expect(session('40 02 0c 0301 00011170 0201 0000fde9')).toBe(tidy('40 02 08 0301 5ba0 0201 fde9'));
    expect(session('40 02 0c 0301 0000fde9 0201 00011170')).toBe(
      tidy('40 02 08 0301 fde9 0201 5ba0 c0 11 06 0201 00011170'),
    );
    expect(session('40 02 06 0301 00011170')).toBe(tidy('40 02 04 0301 5ba0'));
  });

  it('and back: a 2-octet speaker between two 4-octet ones loses nothing', () => {
    const set = tidy(`${ORIGIN_IGP} 40 02 0a 0202 0000fde9 00011170 c0 07 08 00011170 c0000201`);
    expect(canonical(`${session(set)} ${NEXT_HOP_192_0_2_1}`, narrow)).toBe(set);
  });
});

it('forEachAttribute walks a set', () => {
  const seen: string[] = [];
  const set = octets(`${ORIGIN_IGP} ${tlv(0xd0, 8, 'fde90001'.repeat(64))}`);
  forEachAttribute(set, (code, flags, bytes, start, end) => {
    expect(bytes).toBe(set);
    seen.push(`${code} ${flags.toString(16)} ${end - start}`);
  });
  expect(seen).toEqual(['1 40 1', '8 d0 256']);
});
