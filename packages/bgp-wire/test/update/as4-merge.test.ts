import { describe, expect, it } from 'vitest';
import {
  type AsPathSegment,
  createContext,
  mergeAs4,
  mergeAs4Path,
  type SegmentType,
  UpdateView,
} from '../../src/index.js';
import { update } from '../support/octets.js';

const TRANS = 23456;
const [SEQ, SET, CSEQ, CSET]: SegmentType[] = ['AS_SEQUENCE', 'AS_SET', 'AS_CONFED_SEQUENCE', 'AS_CONFED_SET'];
type Short = readonly [SegmentType | undefined, ...number[]];
const path = (...segments: readonly Short[]): AsPathSegment[] =>
  segments.map(([type, ...asns]) => ({ type: type!, asns }));

describe('merging AS4_PATH into AS_PATH (RFC 6793 §4.2.3)', () => {
  it.each<[string, AsPathSegment[], AsPathSegment[], AsPathSegment[]]>([
    ['the same length: AS4_PATH', path([SEQ, TRANS, 65001]), path([SEQ, 70000, 65001]), path([SEQ, 70000, 65001])],
    [
      'the leading ASes that 2-octet speakers added stay',
      path([SEQ, 65003, 65002, TRANS, 65001]),
      path([SEQ, 70000, 65001]),
      path([SEQ, 65003, 65002, 70000, 65001]),
    ],
    ['a longer AS4_PATH is ignored', path([SEQ, TRANS]), path([SEQ, 70000, 65001]), path([SEQ, TRANS])],
    [
      'a set counts as one',
      path([SEQ, 65003], [SET, TRANS, 65002], [SEQ, 65001]),
      path([SET, 70000, 65002], [SEQ, 65001]),
      path([SEQ, 65003], [SET, 70000, 65002], [SEQ, 65001]),
    ],
    [
      'a set in front is kept whole',
      path([SET, 65003, 65004], [SEQ, TRANS]),
      path([SEQ, 70000]),
      path([SET, 65003, 65004], [SEQ, 70000]),
    ],
    [
      'a leading confederation segment is kept',
      path([CSEQ, 64512], [SEQ, TRANS]),
      path([SEQ, 70000]),
      path([CSEQ, 64512], [SEQ, 70000]),
    ],
    [
      'and so are two of them',
      path([CSEQ, 64512], [CSET, 64513], [SEQ, TRANS]),
      path([SEQ, 70000]),
      path([CSEQ, 64512], [CSET, 64513], [SEQ, 70000]),
    ],
    [
      'one that adjoins a kept segment is kept',
      path([SEQ, 65003], [CSEQ, 64512], [SEQ, TRANS]),
      path([SEQ, 70000]),
      path([SEQ, 65003], [CSEQ, 64512], [SEQ, 70000]),
    ],
    [
      'one behind a segment that AS4_PATH covers is not',
      path([SEQ, 65003, TRANS], [CSEQ, 64512]),
      path([SEQ, 70000]),
      path([SEQ, 65003, 70000]),
    ],
    [
      'confederation segments of AS4_PATH are left out and not counted',
      path([SEQ, 65003, TRANS]),
      path([CSEQ, 64512], [SEQ, 70000]),
      path([SEQ, 65003, 70000]),
    ],
    ['an empty AS_PATH stays empty', [], path([SEQ, 70000]), []],
  ])('%s', (_name, asPath, as4Path, merged) => {
    expect(mergeAs4Path(asPath, as4Path)).toEqual(merged);
  });

  it('never makes a segment of more than 255', () => {
    const asPath = path([SEQ, ...new Array(200).fill(65001)], [SEQ, ...new Array(200).fill(TRANS)]);
    const as4Path = path([SEQ, ...new Array(200).fill(70000)]);
    expect(mergeAs4Path(asPath, as4Path).map(({ asns }) => asns.length)).toEqual([200, 200]);
  });
});

describe('AS4 attributes of an UPDATE', () => {
  const narrow = createContext({ asn4: false });
  const AS_PATH = '40 02 06 0202 fde9 5ba0';
  const AS4_PATH = 'c0 11 06 0201 00011170';
  const AS4_AGGREGATOR = 'c0 12 08 00011170 c0000201';
  const merged = (attributes: string, context = narrow) =>
    mergeAs4(new UpdateView(update({ attributes: `40010100 ${attributes}`, nlri: '' }), context));

  it('AGGREGATOR with AS_TRANS takes AS4_AGGREGATOR', () => {
    expect(merged(`${AS_PATH} c0 07 06 5ba0 c0000201 ${AS4_PATH} ${AS4_AGGREGATOR}`)).toEqual({
      asPath: path([SEQ, 65001, 70000]),
      aggregator: { asn: 70000, address: '192.0.2.1' },
    });
  });

  it('AGGREGATOR with another AS makes both AS4 attributes void', () => {
    expect(merged(`${AS_PATH} c0 07 06 fde9 c0000201 ${AS4_PATH} ${AS4_AGGREGATOR}`)).toEqual({
      asPath: path([SEQ, 65001, TRANS]),
      aggregator: { asn: 65001, address: '192.0.2.1' },
    });
  });

  it('AS4_AGGREGATOR without AGGREGATOR is void, AS4_PATH is not', () => {
    expect(merged(`${AS_PATH} ${AS4_PATH} ${AS4_AGGREGATOR}`)).toEqual({
      asPath: path([SEQ, 65001, 70000]),
      aggregator: undefined,
    });
  });

  it('E-14: the order of the attributes does not matter', () => {
    expect(merged(`${AS4_PATH} ${AS_PATH}`).asPath).toEqual(path([SEQ, 65001, 70000]));
    expect(merged(`${AS4_PATH} ${AS_PATH} ${AS4_PATH}`).asPath).toEqual(path([SEQ, 65001, 70000]));
  });

  it('from a 4-octet speaker nothing is merged', () => {
    const wide = createContext();
    expect(merged(`40 02 06 0201 0000fde9 ${AS4_PATH}`, wide).asPath).toEqual(path([SEQ, 65001]));
  });
});
