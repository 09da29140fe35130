import { inspect } from 'node:util';
import { Secret } from '@mesh/bgp-session';
import { describe, expect, it } from 'vitest';
import { jsonLog } from '../src/log.js';

/** The lines of what is logged. */
function logged(fields: Readonly<Record<string, unknown>>): string {
  let text = '';
  jsonLog(
    (line) => (text += line),
    () => 0,
  ).info('event', fields);
  return text;
}

describe('the log', () => {
  it('is a JSON object a line', () => {
    expect(logged({ a: 1 })).toBe('{"time":"1970-01-01T00:00:00.000Z","level":"info","event":"event","a":1}\n');
  });

  it.each([
    '\n{"level":"error"}',
    '\r\n',
    '\u001b[2J',
    '\u0085',
    '\u2028',
    '\u2029',
    '\u202e',
    '\u0000',
    '\u009b31m',
    '\ufeff',
  ])('makes no line and no colour of %j', (text) => {
    const line = logged({ text });
    expect(line.slice(0, -1)).toMatch(/^[\x20-\x7e]*$/);
    expect(JSON.parse(line).text).toBe(text);
  });

  it('cuts what is long, and shows no secret', () => {
    expect(logged({ text: 'a'.repeat(10_000) }).length).toBeLessThan(700);
    const secret = new Secret('0123456789abcdef0123456789');
    expect(logged({ secret, nested: [secret] }) + inspect({ secret })).not.toContain('0123456789');
  });
});
