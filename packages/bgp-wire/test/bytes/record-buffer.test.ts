import { describe, expect, it } from 'vitest';
import { RecordBuffer, type RecordFormat } from '../../src/bytes/record-buffer.js';
import { formatHex } from '../../src/index.js';
import { octets } from '../support/octets.js';

/** Records of two octets of header, the second of which is the length of the whole; ff is none. */
const FORMAT: RecordFormat = {
  headerLength: 2,
  lengthAt: (bytes, offset) => (bytes[offset + 1] === 0xff ? -1 : bytes[offset + 1]!),
};

function collect(chunks: readonly Uint8Array[], buffer = new RecordBuffer(FORMAT)): string[] {
  const records: string[] = [];
  for (const chunk of chunks) {
    buffer.push(chunk, (bytes, start, end) => void records.push(formatHex(bytes, start, end)));
  }
  return records;
}

describe('RecordBuffer', () => {
  const stream = octets('0a03aa 0b02 0c05bbccdd');

  it('hands over the same records wherever the stream is cut in two', () => {
    for (let cut = 0; cut <= stream.length; cut++) {
      expect(collect([stream.subarray(0, cut), stream.subarray(cut)])).toEqual(['0a03aa', '0b02', '0c05bbccdd']);
    }
  });

  it('hands over whole records in place', () => {
    new RecordBuffer(FORMAT).push(stream, (bytes) => void expect(bytes).toBe(stream));
  });

  it('holds one record, and no more room than octets that came', () => {
    const buffer = new RecordBuffer(FORMAT);
    expect(collect([octets('0a03aa 0c05bb')], buffer)).toEqual(['0a03aa']);
    expect(buffer.held).toBe(3);
  });

  it('reads nothing after a length that cannot be, or a stop', () => {
    const broken = new RecordBuffer(FORMAT);
    expect(collect([octets('0b02 0aff 0b02'), octets('0b02')], broken)).toEqual(['0b02']);
    expect(broken.stopped).toBe(true);
    const stopped = new RecordBuffer(FORMAT);
    stopped.push(stream, () => false);
    expect(collect([stream], stopped)).toEqual([]);
  });
});
