import { Family, formatHex, parseHex, UpdateView } from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import { AdjRibIn, AdjRibOut, RouteStore } from '../../src/index.js';
import { deliver, sessionOf, updateHex, updatesOf } from '../support/wire.js';

const family = Family.IPV4_LABELLED_UNICAST;
const session = sessionOf({ families: [family] });
const nlri = (...labels: number[]) => ({ family, labels, prefix: '10.1.0.0/16' });
/** ORIGIN and an empty AS_PATH. */
const attributes = '40010100' + '400200';

describe('routes with labels', () => {
  it('are sent with their labels, and withdrawn with the one that means none (RFC 8277 §2.4)', () => {
    const out = new AdjRibOut(new RouteStore());
    const source = out.open(session);
    const sink = new AdjRibIn(new RouteStore());
    out.announce({ nlri: nlri(16, 17), nextHop: '192.0.2.1' });
    const announced = source.next(4096)!;
    // bits 16 + 2 × 24; label 16; label 17, bottom of stack; 10.1
    expect(formatHex(announced)).toContain('40' + '000100' + '000111' + '0a01');
    deliver(announced, session, sink);
    expect(sink.get({ nlri: nlri() })?.nlri).toEqual(nlri(16, 17));
    expect(sink.get('0104fe100a01')?.prefix).toBe('10.1.0.0/16 label 16/17');
    // Other labels are another route of the same key, sent instead of the first.
    out.announce({ nlri: nlri(18), nextHop: '192.0.2.1' });
    deliver(source.next(4096)!, session, sink);
    expect([...sink.routes()].map((route) => route.nlri)).toEqual([nlri(18)]);
    expect(out.withdraw({ nlri: nlri(99) })).toBe(true);
    const withdrawn = source.next(4096)!;
    expect(formatHex(withdrawn)).toMatch(/28800000 ?0a01$/);
    deliver(withdrawn, session, sink);
    expect([sink.size(), updatesOf(withdrawn, session).length]).toEqual([0, 1]);
  });

  it.each(['800000', '000000', '000101', '000011'])('are withdrawn by label field %s', (label) => {
    const sink = new AdjRibIn(new RouteStore());
    const update = (body: string) => new UpdateView(parseHex(updateHex(body))!, session.rx);
    // MP_REACH_NLRI: IPv4 labelled, next hop 192.0.2.1, label 16; MP_UNREACH_NLRI of the same prefix.
    sink.update(update(`00000019800e0f00010404c000020100280001010a01${attributes}`));
    expect(sink.size()).toBe(1);
    sink.update(update(`0000000c800f0900010428${label}0a01`));
    expect(sink.size()).toBe(0);
  });

  it('need a label to be announced', () => {
    const store = new RouteStore();
    expect(() => store.retain({ nlri: nlri(), nextHop: 'self' })).toThrow(RangeError);
    expect(() => store.retain({ prefix: '10.1.0.0/16', family, nextHop: 'self' })).toThrow(RangeError);
    expect([store.size, store.attributeSets]).toEqual([0, 0]);
  });
});
