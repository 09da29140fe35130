import { describe, expect, it } from 'vitest';
import { formatColumns, formatCount, formatDuration, formatOctets, paletteFor, plural } from '../src/index.js';

describe('text for people', () => {
  it.each([
    [formatCount(1234567), '1,234,567'],
    [formatCount(999), '999'],
    [plural(1, 'route'), '1 route'],
    [plural(100000, 'route'), '100,000 routes'],
    [formatOctets(812), '812 B'],
    [formatOctets(24_600_000), '24.6 MB'],
    [formatDuration(420), '0.42 s'],
    [formatDuration(12_345), '12.3 s'],
    [formatDuration(200_000), '3 min 20 s'],
  ])('%s', (actual, expected) => {
    expect(actual).toBe(expected);
  });

  it('stands in columns', () => {
    expect(
      formatColumns(
        [
          ['/24', '620'],
          ['/8', '2'],
        ],
        '<>',
      ),
    ).toEqual(['/24  620', '/8     2']);
  });

  it('is coloured on a terminal only, and never with NO_COLOR', () => {
    expect(paletteFor({ isTTY: true }, {}).green('✓')).toBe('\u001b[32m✓\u001b[0m');
    expect(paletteFor({ isTTY: true }, { NO_COLOR: '1' }).green('✓')).toBe('✓');
    expect(paletteFor({}, {}).green('✓')).toBe('✓');
  });
});
