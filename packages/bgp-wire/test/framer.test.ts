import { describe, expect, it } from 'vitest';
import { type Fault, Framer, formatHex } from '../src/index.js';
import { message, ORIGIN_IGP, octets, tlv, update } from './support/octets.js';

const KEEPALIVE = message(4, '');
const UPDATE = update({ attributes: ORIGIN_IGP });
const OPEN = message(1, '04 fde9 00b4 c0000201 00');

function collect(chunks: readonly Uint8Array[], framer = new Framer()): { frames: string[]; fault: Fault | undefined } {
  const frames: string[] = [];
  let fault: Fault | undefined;
  for (const chunk of chunks) {
    fault = framer.push(chunk, (frame) => {
      frames.push(formatHex(frame));
      return true;
    });
  }
  return { frames, fault };
}

function join(...parts: readonly Uint8Array[]): Uint8Array {
  return octets(parts.map((part) => formatHex(part)).join(''));
}

describe('Framer', () => {
  const stream = join(OPEN, KEEPALIVE, UPDATE, KEEPALIVE);
  const expected = [OPEN, KEEPALIVE, UPDATE, KEEPALIVE].map((frame) => formatHex(frame));

  it('hands over the same messages wherever the stream is cut in two', () => {
    for (let cut = 0; cut <= stream.length; cut++) {
      expect(collect([stream.subarray(0, cut), stream.subarray(cut)])).toEqual({ frames: expected, fault: undefined });
    }
  });

  it('tells where messages stand, in the chunk itself where they are whole', () => {
    const cut = OPEN.length + 5;
    const found: { text: string; inPlace: boolean }[] = [];
    const framer = new Framer();
    for (const chunk of [stream.subarray(0, cut), stream.subarray(cut)]) {
      framer.pushSpans(chunk, (bytes, start, end) => {
        found.push({ text: formatHex(bytes, start, end), inPlace: bytes === chunk });
        return true;
      });
    }
    expect(found.map(({ text }) => text)).toEqual(expected);
    expect(found.map(({ inPlace }) => inPlace)).toEqual([true, false, true, true]);
  });

  it.each([1, 2, 3, 7, 16, 18, 19, 20, 64])('hands over the same messages in chunks of %i octets', (size) => {
    const chunks: Uint8Array[] = [];
    for (let at = 0; at < stream.length; at += size) chunks.push(stream.slice(at, at + size));
    expect(collect(chunks)).toEqual({ frames: expected, fault: undefined });
  });

  it('does not copy a message that lies whole in a chunk', () => {
    const framer = new Framer();
    framer.push(stream, (frame) => {
      expect(frame.buffer).toBe(stream.buffer);
      return true;
    });
  });

  it('keeps a partial message although the chunk is overwritten afterwards', () => {
    const framer = new Framer();
    const chunk = UPDATE.slice(0, 21);
    const frames: string[] = [];
    const keep = (frame: Uint8Array) => void frames.push(formatHex(frame));
    framer.push(chunk, keep);
    chunk.fill(0);
    framer.push(UPDATE.subarray(21), keep);
    expect(frames).toEqual([formatHex(UPDATE)]);
    expect(framer.held).toBe(0);
  });

  it('never holds more than the one unfinished message', () => {
    const framer = new Framer();
    const long = update({ attributes: tlv(0xd0, 99, '00'.repeat(4000)) });
    framer.push(join(KEEPALIVE, long.slice(0, 4000)), () => true);
    expect(framer.held).toBe(4000);
    framer.push(join(long.slice(4000), KEEPALIVE.slice(0, 5)), () => true);
    expect(framer.held).toBe(5);
  });

  describe('faults (RFC 4271 §6.1)', () => {
    it.each([0, 1, 7, 15])('1/1 at marker octet %i, without waiting for the length', (at) => {
      const start = KEEPALIVE.slice(0, at + 1);
      start[at] = 0xfe;
      const { fault } = collect([start]);
      expect(fault).toMatchObject({ outcome: 'session-reset', offset: at, notification: { code: 1, subcode: 1 } });
      expect(fault!.notification.data).toHaveLength(0);
    });

    // Length, type, extended message → subcode and data.
    it.each([
      ['0012', '04', false, 2, '0012'],
      ['0000', '02', false, 2, '0000'],
      ['1001', '02', false, 2, '1001'],
      ['1001', '01', true, 2, '1001'],
      ['ffff', '04', true, 2, 'ffff'],
      ['0014', '04', false, 2, '0014'],
      ['001c', '01', false, 2, '001c'],
      ['0016', '02', false, 2, '0016'],
      ['0014', '03', false, 2, '0014'],
      ['0016', '05', false, 2, '0016'],
      ['0013', '00', false, 3, '00'],
      ['0013', '06', false, 3, '06'],
      ['0013', 'ff', false, 3, 'ff'],
    ])(
      'length %s and type %s (extended: %s) → 1/%i with data %s, on 19 octets',
      (length, type, extended, subcode, data) => {
        const framer = new Framer({ extendedMessage: extended });
        const { frames, fault } = collect([octets(`${'ff'.repeat(16)}${length}${type}`)], framer);
        expect(frames).toEqual([]);
        expect(fault).toMatchObject({ outcome: 'session-reset', notification: { code: 1, subcode } });
        expect(formatHex(fault!.notification.data)).toBe(data);
        expect(framer.held).toBe(0);
      },
    );

    it('judges the header at any cut of it', () => {
      const header = octets(`${'ff'.repeat(16)}001204`);
      for (let cut = 1; cut < header.length; cut++) {
        const { fault } = collect([header.subarray(0, cut), header.subarray(cut)]);
        expect(fault?.notification).toMatchObject({ code: 1, subcode: 2 });
      }
    });

    it('hands over what came before the fault and drops what comes after', () => {
      const framer = new Framer();
      const { frames, fault } = collect([join(KEEPALIVE, octets('00')), KEEPALIVE], framer);
      expect(frames).toEqual([formatHex(KEEPALIVE)]);
      expect(fault?.notification.subcode).toBe(1);
    });
  });

  it('takes messages up to 65535 octets once RFC 8654 is negotiated, but no such OPEN', () => {
    const body = `0000 ffe8 ${tlv(0xd0, 99, '00'.repeat(65512 - 4))}`;
    const long = message(2, body);
    expect(long).toHaveLength(65535);
    expect(collect([long]).fault?.notification).toMatchObject({ code: 1, subcode: 2 });
    const framer = new Framer();
    framer.extendedMessage = true;
    expect(collect([long.subarray(0, 30000), long.subarray(30000)], framer).frames).toEqual([formatHex(long)]);
  });

  it('drops everything after the handler returned false', () => {
    const framer = new Framer();
    const frames: number[] = [];
    const once = (frame: Uint8Array) => {
      frames.push(frame[18]!);
      return false;
    };
    framer.push(stream.slice(0, 10), once);
    framer.push(stream.slice(10), once);
    framer.push(KEEPALIVE, once);
    expect(frames).toEqual([1]);
    expect(framer.held).toBe(0);
  });
});
