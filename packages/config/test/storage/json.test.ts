import { isMeshError } from '@mesh/bgp-wire';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson } from '../../src/storage/index.js';

const errorOf = (text: string, limits = {}) => {
  try {
    parseJson(text, limits);
  } catch (error) {
    return error as Error & { code: string; details: Record<string, unknown> };
  }
  return undefined;
};

/** What `JSON.parse` makes of a text; undefined where it throws. */
function reference(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

describe('parseJson', () => {
  it('reads what JSON.stringify writes, with and without indentation', () => {
    const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        fc.string({ unit: 'grapheme' }),
        fc.maxSafeInteger(),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('tree'), { maxLength: 5 }),
        fc.dictionary(fc.string({ unit: 'grapheme', maxLength: 8 }), tie('tree'), {
          maxKeys: 5,
          noNullPrototype: true,
        }),
      ),
    }));
    fc.assert(
      fc.property(tree, fc.constantFrom(0, 1, '\t', '  '), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        fc.pre(!/"(?:__proto__|constructor|prototype)":/.test(text));
        expect(JSON.stringify(parseJson(text))).toBe(JSON.stringify(value));
      }),
      { seed: 6, numRuns: 500 },
    );
  });

  it('never reads what JSON.parse refuses, and reads nothing else than it', () => {
    const piece = fc.constantFrom(
      ...['{', '}', '[', ']', ',', ':', '"', '"a"', '"b"', '\\', 'u0041', '0', '1', '-', '01', '1.5', '1e3', 'true'],
      ...['false', 'null', 'nul', ' ', '\n', '\t', '\f', '\u00a0', '\ufeff', '{"a":1}', '[1,2]', '//', "'a'", '+'],
    );
    let accepted = 0;
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 9 }), (pieces) => {
        const text = pieces.join('');
        const error = errorOf(text);
        if (error === undefined) {
          accepted++;
          expect(JSON.stringify(parseJson(text))).toBe(JSON.stringify(reference(text)));
        } else expect(isMeshError(error, 'MESH_STORAGE_JSON')).toBe(true);
      }),
      { seed: 8, numRuns: 10_000 },
    );
    expect(accepted).toBeGreaterThan(100);
  });

  it.each([
    ['{"a":1,"a":2}', 'each key once', 1, 8],
    ['{"a":1,"\\u0061":2}', 'each key once', 1, 8],
    ['{"__proto__":1}', 'another key than __proto__', 1, 2],
    ['{"constructor":1}', 'another key than constructor', 1, 2],
    ['{"prototype":1}', 'another key than prototype', 1, 2],
    ['{"\\u005f_proto__":1}', 'another key than __proto__', 1, 2],
    ['[9007199254740992]', 'an integer within 2^53, as digits', 1, 2],
    ['[-9007199254740993]', 'an integer within 2^53, as digits', 1, 2],
    ['[1e400]', 'an integer within 2^53, as digits', 1, 2],
    ['[1.5]', 'an integer within 2^53, as digits', 1, 2],
    ['[01]', 'an integer within 2^53, as digits', 1, 2],
    ['[-0]', 'an integer within 2^53, as digits', 1, 2],
    ['["\\ud800"]', 'both halves of a surrogate pair', 1, 2],
    ['["\\x"]', 'one of the escapes', 1, 3],
    ['["\\u12g4"]', 'four hexadecimal digits after \\u', 1, 3],
    ['["a\nb"]', 'an escape in place of a control character', 1, 4],
    ['["a', 'a closing double quote', 1, 4],
    ['[1,]', 'a value', 1, 4],
    ['{"a":1,}', 'a key in double quotes', 1, 8],
    ['{"a" 1}', ':', 1, 6],
    ['[1 2]', ', or ]', 1, 4],
    ['{"a":1 "b":2}', ', or }', 1, 8],
    ['[]\n\n  []', 'the end of the text', 3, 3],
    ['', 'a value', 1, 1],
    ['\ufeff{}', 'a value', 1, 1],
  ])('refuses %j', (text, expected, line, column) => {
    const error = errorOf(text)!;
    expect([error.code, error.details]).toMatchObject(['MESH_STORAGE_JSON', { line, column }]);
    expect(error.details['expected']).toContain(expected);
    expect(error.message).toContain(`line ${line}, column ${column}: expected ${expected}`);
  });

  it.each([
    ['a depth', '['.repeat(33), 'at most 32 levels', 33],
    [
      'a number of keys',
      `{${Array.from({ length: 10_001 }, (_, i) => `"${i}":0`).join()}}`,
      'at most 10000 keys',
      88_892,
    ],
    ['a length of strings', `"${'a'.repeat(4_096)}"`, 'a string of at most 4096 characters', 1],
    ['a length of numbers', '1'.repeat(5_000), 'at most 4096 digits', 1],
  ])('has %s beyond which it refuses', (_what, text, expected, column) => {
    expect(errorOf(text)!.details).toMatchObject({ expected, line: 1, column });
  });

  it('names what it found', () => {
    expect(errorOf('{ "a": nul }')?.message).toBe('line 1, column 8: expected a value, got a word');
    expect(errorOf('{ "a": ] }')?.message).toBe('line 1, column 8: expected a value, got "]"');
    expect(errorOf('{"a":1,"a":2}')?.message).toBe('line 1, column 8: expected each key once, got "a"');
    expect(errorOf('{"a":1,"a":2}')?.details['token']).toBe('"a"');
    expect(errorOf('{ "a": ')?.message).toBe('line 1, column 8: expected a value, the text ends');
    expect(errorOf('[1]', { maxLength: 2 })?.message).toContain('at most 2 characters, there are 3');
  });

  it('quotes no value: it may be a password', () => {
    const values = ['"sesame', '"ses\\ame"', '"ses\name"', '"sesame" "x"', 'sesame', '$sesame', '-sesame', "'sesame'"];
    const texts = [...values, ...values.map((value) => `{"md5Password": ${value}}`), '{sesame: 1}', '{"a" sesame}'];
    for (const text of [
      ...texts,
      '{"a": 1 sesame}',
      '{"a": "x" "sesame"}',
      '[] "sesame"',
      '[1 "sesame"]',
      '["sesame"',
    ]) {
      const { message, details } = errorOf(text, text.includes('\n') ? { maxToken: 4 } : {})!;
      expect(`${message} ${JSON.stringify(details)}`).not.toMatch(/ses|ame/);
    }
  });

  it('makes objects that inherit nothing', () => {
    const value = parseJson('{ "a": { "toString": 1 } }') as { a: object };
    for (const name of Object.getOwnPropertyNames(Object.prototype)) {
      expect([name, name in value, name in value.a]).toEqual([name, false, name === 'toString']);
    }
    expect(() => Object.assign(Object.getPrototypeOf(value), { passive: true })).toThrow(TypeError);
  });
});
