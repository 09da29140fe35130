import { describe, expect, it } from 'vitest';
import {
  address,
  asn,
  choice,
  families,
  integer,
  listenAddress,
  routerId,
  text,
  toggle,
} from '../src/options/kinds.js';
import { nearest } from '../src/options/nearest.js';
import { optionName } from '../src/options/option.js';
import { parseOptions } from '../src/options/parse.js';
import { mesh } from './run.js';

const section = 'Options';
const table = {
  holdTime: integer({ section, help: '', min: 3, max: 65535, or: 0, unit: 'seconds', initial: 90 }),
  port: integer({ section, help: '', min: 1, max: 65535, initial: 179 }),
  localAs: asn({ section, help: '' }),
  peer: address({ section, help: '' }),
  routerId: routerId({ section, help: '' }),
  families: families({ section, help: '', short: 'f' }),
  listen: listenAddress({ section, help: '' }),
  mode: choice({ section, help: '', placeholder: 'MODE', words: ['self', 'keep'], initial: 'self' }),
  mrt: text({ section, help: '', placeholder: 'FILE' }),
  hold: toggle({ section, help: '' }),
};

const parse = (...argv: string[]) => parseOptions(table, argv);

describe('options', () => {
  it('have their defaults', () => {
    expect(parse()).toEqual({
      holdTime: 90,
      port: 179,
      localAs: undefined,
      peer: undefined,
      routerId: undefined,
      families: undefined,
      listen: undefined,
      mode: 'self',
      mrt: undefined,
      hold: false,
    });
  });

  it('take values behind a space or an equals sign, and letters', () => {
    expect(
      parse('--hold-time', '0', '--port=1790', '-f', 'ipv4-unicast', '--families', 'ipv6 unicast', '--hold'),
    ).toMatchObject({
      holdTime: 0,
      port: 1790,
      families: [0x101, 0x201],
      hold: true,
    });
  });

  it.each([
    ['1790', { address: undefined, port: 1790 }],
    ['127.0.0.1:0', { address: '127.0.0.1', port: 0 }],
    ['[::1]:1790', { address: '::1', port: 1790 }],
  ])('read the listening address %s', (given, listen) => {
    expect(parse('--listen', given)).toMatchObject({ listen });
  });

  it.each([
    [['--hold-time', '2'], '--hold-time must be 0 or 3 to 65535 seconds, got 2'],
    [['--hold-time', '65536'], '--hold-time must be 0 or 3 to 65535 seconds, got 65536'],
    [['--hold-time', '1e2'], '--hold-time must be 0 or 3 to 65535 seconds, got 1e2'],
    [['--port', '0'], '--port must be 1 to 65535, got 0'],
    [['--local-as', '4294967296'], '--local-as must be 1 to 4294967295, got 4294967296'],
    [['--local-as', '0'], '--local-as must be 1 to 4294967295, got 0'],
    [['--peer', '10.0.0.256'], '--peer must be an IPv4 or IPv6 address, got 10.0.0.256'],
    [['--router-id', '0.0.0.0'], '--router-id must be an IPv4 address other than 0.0.0.0, got 0.0.0.0'],
    [['--families', 'ipv4-bogus'], '--families must be a family such as ipv4-unicast, got ipv4-bogus'],
    [['--mode', 'other'], '--mode must be self or keep, got other'],
    [['--mrt', ''], '--mrt must be not empty, got '],
    [['--port'], '--port needs a value: 1 to 65535'],
    [['--port', '--hold'], '--port needs a value: 1 to 65535'],
    [['--port', '1', '--port', '2'], '--port is given twice'],
    [['--hold=yes'], '--hold takes no value, got yes'],
    [['--prot', '1'], 'unknown option --prot (did you mean --port?)'],
    [['--hold-tiem', '1'], 'unknown option --hold-tiem (did you mean --hold-time?)'],
    [['--xyzzy'], 'unknown option --xyzzy'],
    [['file'], 'unexpected argument "file"'],
  ])('%j: %s', (argv, message) => {
    expect(() => parse(...argv)).toThrow(message);
  });

  it('are written with hyphens', () => {
    expect(optionName('holdTime')).toBe('hold-time');
    expect(optionName('asn2')).toBe('asn2');
  });
});

describe('the nearest word', () => {
  it.each([
    ['injcet', 'inject'],
    ['colect', 'collect'],
    ['dec', 'decode'],
    ['launch', undefined],
  ])('of %s is %s', (word, expected) => {
    expect(nearest(word, ['inject', 'collect', 'decode', 'encode'])).toBe(expected);
  });
});

describe('mesh', () => {
  it('without a command says which there are, with exit code 2', async () => {
    const { code, stdout, stderr } = await mesh([]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('Usage: mesh COMMAND');
  });

  it('suggests the nearest command', async () => {
    expect(await mesh(['decod'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('mesh: unknown command decod (did you mean decode?)'),
    });
  });

  it('names the option at fault, with exit code 2', async () => {
    expect(await mesh(['decode', '--kind', 'octets'])).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'mesh decode: --kind must be message, attributes, nlri or capability, got octets\nSee mesh decode --help\n',
    });
  });

  it('helps on standard output, with exit code 0, whatever else is asked', async () => {
    const { code, stdout } = await mesh(['decode', '--nonsense', '--help']);
    expect(code).toBe(0);
    expect(stdout).toContain('--add-path FAMILY');
  });
});
