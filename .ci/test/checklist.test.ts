import { expect, it } from 'vitest';
import { checkPromises, marksOf } from '../checklist.mjs';

it('every promise of docs/checklist.md has a test, and every mark is a promise', () => {
  expect(checkPromises().problems).toEqual([]);
});

it('marks are read in the titles of tests, tables among them, and nowhere else', () => {
  const text = `
    describe('[A1]', () => {
      it.each<[string]>([
        ['[Z1] in a row'],
      ])('[A2] [A3] %s', (row) => expect(row).toBe('[Z2]'));
      // it('[Z3]')
      it.for([1])(\`[A4] %s\`, () => undefined);
      notIt('[Z4]');
    });
  `;
  expect(marksOf(text)).toEqual(['A1', 'A2', 'A3', 'A4']);
});
