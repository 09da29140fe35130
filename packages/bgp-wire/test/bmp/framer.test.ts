import { describe, expect, it } from 'vitest';
import { BmpFramer } from '../../src/bmp/index.js';
import { formatHex } from '../../src/index.js';
import { octets } from '../support/octets.js';

/** Two Initiations and a message of an unknown type, which a reader passes over. */
const MESSAGES = ['030000000d04 0001 0003 763137', '0300000006 63', '030000000c04 0002 0002 7231'].map((text) =>
  text.replaceAll(' ', ''),
);

describe('BmpFramer', () => {
  const stream = octets(MESSAGES.join(''));

  it('hands over the same messages wherever the stream is cut', () => {
    for (let size = 1; size <= stream.length; size++) {
      const framer = new BmpFramer();
      const frames: string[] = [];
      for (let at = 0; at < stream.length; at += size) {
        framer.push(stream.subarray(at, at + size), (frame) => void frames.push(formatHex(frame)));
      }
      expect(frames).toEqual(MESSAGES);
      expect(framer.held).toBe(0);
    }
  });

  it('judges version and length before it buffers', () => {
    const framer = new BmpFramer();
    expect(framer.push(octets('03 00100001 04 00'), () => undefined)).toMatchObject({ offset: 1 });
    expect(framer.held).toBe(0);
    expect(new BmpFramer().push(octets('01 00000006 04'), () => undefined)).toMatchObject({ offset: 0 });
    expect(new BmpFramer().push(octets('03 00000005 04'), () => undefined)).toMatchObject({ offset: 1 });
    expect(new BmpFramer({ maxLength: 6 }).push(octets('03 00000006 04'), () => undefined)).toBeUndefined();
  });

  it('makes room for what came, not for what was announced', () => {
    const framer = new BmpFramer();
    expect(framer.push(octets('03 00100000 04 00'), () => undefined)).toBeUndefined();
    expect(framer.held).toBe(7);
  });

  it('stops where the handler says so', () => {
    const frames: string[] = [];
    const framer = new BmpFramer();
    framer.push(stream, (frame) => frames.push(formatHex(frame)) > 1);
    framer.push(stream, () => expect.fail('nothing is read after a stop'));
    expect(frames).toEqual([MESSAGES[0]]);
  });
});
