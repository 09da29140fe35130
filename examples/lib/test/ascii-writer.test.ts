import { describe, expect, it } from 'vitest';
import { AsciiWriter } from '../src/ascii-writer.js';

const textOf = (writer: AsciiWriter) => new TextDecoder().decode(writer.take());

describe('AsciiWriter', () => {
  it.each([0, 9, 10, 99, 100, 65535, 999_999_999, 1_000_000_000, 0x7fffffff, 0x80000000, 0xffffffff])(
    'writes %d as text does',
    (value) => {
      const writer = new AsciiWriter();
      writer.decimal(value);
      expect(textOf(writer)).toBe(String(value));
    },
  );

  it('writes addresses, text, characters and what another writer holds, in order', () => {
    const [writer, other] = [new AsciiWriter(), new AsciiWriter()];
    other.text('|IGP|');
    writer.ipv4(Uint8Array.of(9, 192, 0, 20, 255), 1);
    writer.append(other);
    writer.character(0x0a);
    expect(textOf(writer)).toBe('192.0.20.255|IGP|\n');
    expect(textOf(writer)).toBe('');
  });

  it('grows as it is filled', () => {
    const writer = new AsciiWriter();
    for (let i = 0; i < 100_000; i++) writer.decimal(7);
    expect(textOf(writer)).toBe('7'.repeat(100_000));
  });
});
