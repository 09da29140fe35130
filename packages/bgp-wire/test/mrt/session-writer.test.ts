import { describe, expect, it } from 'vitest';
import { createContext, Family, formatHex } from '../../src/index.js';
import { MrtSessionWriter, writeMrtSession } from '../../src/mrt/index.js';
import { message, octets, REACH_V6, update } from '../support/octets.js';
import { ATTRIBUTES, record, SESSION, SESSION_MODEL, UPDATE } from './support.js';

const compact = (text: string) => formatHex(octets(text));
const timestampNs = 1_000_000_000_250_000_999n;
const MICROSECONDS = '0003d090';
const KEEPALIVE = message(4, '');

describe('MrtSessionWriter (RFC 6396 §4.4, RFC 8050 §3)', () => {
  it('messages of both directions and changes of state, to the microsecond', () => {
    const writer = new MrtSessionWriter(SESSION_MODEL);
    writer.stateChange({ timestampNs, oldState: 5, newState: 6 });
    writer.message({ timestampNs, direction: 'received', frame: octets(UPDATE) });
    writer.message({ timestampNs, direction: 'sent', frame: KEEPALIVE });
    const expected = [
      record(17, 5, `${MICROSECONDS} ${SESSION} 0005 0006`),
      record(17, 4, `${MICROSECONDS} ${SESSION} ${UPDATE}`),
      record(17, 7, `${MICROSECONDS} ${SESSION} ${formatHex(KEEPALIVE)}`),
    ].join(' ');
    expect(writer.length).toBe(octets(expected).length);
    expect(formatHex(writer.take())).toBe(compact(expected));
    expect(writer.take()).toHaveLength(0);
  });

  it('AS numbers of two octets, with AS_TRANS for those that are longer (RFC 6793 §4.2.2)', () => {
    const { interfaceIndex: _, ...session } = { ...SESSION_MODEL, localAs: 4200000000 };
    const messages = [{ timestampNs, direction: 'sent', frame: KEEPALIVE }] as const;
    expect(formatHex(writeMrtSession({ ...session, rx: createContext({ asn4: false }), messages }))).toBe(
      compact(record(17, 6, `${MICROSECONDS} fde9 5ba0 0000 0001 c0000201 c0000202 ${formatHex(KEEPALIVE)}`)),
    );
  });

  it('says of each message whether it has path identifiers, direction by direction', () => {
    const addPath = createContext({ addPath: [Family.IPV4_UNICAST] });
    const withId = update({ attributes: ATTRIBUTES, nlri: '00000001 08 0a' });
    const v6 = update({ attributes: `40 01 01 00 40 02 06 02 01 0000fde9 ${REACH_V6}` });
    const subtypesOf = (direction: 'received' | 'sent', frames: readonly Uint8Array[]) => {
      const writer = new MrtSessionWriter({ ...SESSION_MODEL, rx: addPath, tx: createContext() });
      return frames.map((frame) => {
        writer.message({ timestampNs, direction, frame });
        return writer.take()[7];
      });
    };
    const withdrawal = update({ withdrawn: '00000001 08 0a' });
    const frames = [withId, withdrawal, v6, KEEPALIVE, update({}), withId.subarray(0, 25), withId.subarray(0, 19)];
    expect(subtypesOf('received', frames)).toEqual([9, 9, 4, 4, 4, 4, 4]);
    expect(subtypesOf('sent', [octets(UPDATE), v6])).toEqual([7, 7]);
  });

  it.each([
    ['timestamp is 0 to 4294967295, got -1', { timestampNs: -1_000_000_000n }],
    ['microseconds is 0 to 4294967295, got -1', { timestampNs: -1000n }],
    ['timestamp is 0 to 4294967295, got 4294967296', { timestampNs: 4_294_967_296_000_000_000n }],
  ])('%s', (reason, time) => {
    const writer = new MrtSessionWriter(SESSION_MODEL);
    expect(() => writer.message({ ...time, direction: 'sent', frame: KEEPALIVE })).toThrow(reason);
    expect(writer.length).toBe(0);
  });
});
