import { transform } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { markConstants } from '../pure-constants.js';

const mark = (text: string) => markConstants('file.ts', text);

/** What a bundler leaves of a file of which only `WANTED` is used. */
async function shaken(text: string): Promise<string> {
  const { code } = await transform(mark(`${text}\nconsole.log(WANTED);`), {
    loader: 'ts',
    format: 'esm',
    treeShaking: true,
  });
  return code;
}

describe('markConstants', () => {
  it.each([
    'const OTHER = row(7);',
    'const OTHER: Row<number> = { code: 7, fields: [...COMMON, number(4)] };',
    'const OTHER = { ...COMMON };',
    'const OTHER = new Map(Object.entries(CODES));',
    'const OTHER = CODES.SEVEN;',
    'const OTHER = COMMON.length + 1;',
  ])('lets a bundler drop %s', async (constant) => {
    expect(await shaken(`const WANTED = row(1);\n${constant}`)).not.toContain('OTHER');
    expect(await shaken(`const OTHER_WANTED = 0; ${constant.replace('OTHER', 'WANTED')}`)).toContain('WANTED');
  });

  it('keeps lines, so that what points at a line still does', () => {
    const text = 'const A = row({\n  code: 1,\n});\nconst B = 2;\n';
    expect(mark(text).split('\n')).toHaveLength(text.split('\n').length);
    expect(mark(text)).toContain('\nconst B = 2;\n');
  });

  it.each([
    'function f() {\n  const inner = row(1);\n  return inner;\n}\n',
    "const TEXT = 'row(1)';\n",
    'const later = () => row(1);\n',
    'const NAMES = { a: 1, b: [2, 3] } as const;\n',
    'row(1);\n',
  ])('leaves %s as it is', (text) => {
    expect(mark(text)).toBe(text);
  });
});
