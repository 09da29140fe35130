import { describe, expect, it } from 'vitest';
import { mesh } from './run.js';

// Octets written by hand from RFC 4271 §4, RFC 4760 §3, RFC 5492 §4, RFC 7911 §3.
const MARKER = 'ff'.repeat(16);
const KEEPALIVE = `${MARKER}001304`;
const CEASE = `${MARKER}0015030602`;
const OPEN = `${MARKER}002b0104fde9005ac00002010e020c01040001000141040000fde9`;
const UPDATE = `${MARKER}0030020000001540010100400200400304650165014005040000006418010100`;

const jsonLines = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

async function decodeOne(line: object) {
  const { code, stdout, stderr } = await mesh(['decode'], `${JSON.stringify(line)}\n`);
  return { code, stderr, answer: jsonLines(stdout)[0] };
}

describe('mesh decode in words', () => {
  it('shows the fields of an UPDATE', async () => {
    expect(await mesh(['decode'], `${UPDATE}\n`)).toEqual({
      code: 0,
      stderr: '',
      stdout: [
        'UPDATE, 48 octets',
        '  ORIGIN      igp',
        '  AS_PATH',
        '  NEXT_HOP    101.1.101.1',
        '  LOCAL_PREF  100',
        '  announced   1.1.0.0/24',
        '',
      ].join('\n'),
    });
  });

  it('reads several messages of a line, separators and comments', async () => {
    const { stdout } = await mesh(
      ['decode'],
      `# two\n0x${KEEPALIVE} ${CEASE.replace(/../g, '$&:').slice(0, -1)} # that was it\n`,
    );
    expect(stdout).toBe(
      'KEEPALIVE, 19 octets\nNOTIFICATION, 21 octets\n  meaning  Cease / Administrative Shutdown (6/2)\n',
    );
  });

  it('shows an OPEN with its capabilities', async () => {
    const { stdout } = await mesh(['decode'], OPEN);
    expect(stdout).toBe(
      [
        'OPEN, 43 octets',
        '  version        4',
        '  my AS          65001',
        '  hold time      90 s',
        '  router id      192.0.2.1',
        '  MULTIPROTOCOL  ipv4-unicast',
        '  FOUR_OCTET_AS  65001',
        '',
      ].join('\n'),
    );
  });

  it('says what malformed octets cost, and where', async () => {
    const { code, stdout } = await mesh(['decode', '--kind', 'attributes'], '40010109');
    expect(code).toBe(0);
    expect(stdout).toContain('attributes, 4 octets: treat-as-withdraw\n');
    expect(stdout).toContain('at octet 0: ORIGIN is 0, 1 or 2, got 9 (RFC 7606');
  });

  it.each([
    ['ff fg', 'line 1, column 5: "g" is no hexadecimal digit'],
    ['ff\nabc', 'line 2, column 3: an octet has two digits, got one'],
    ['ff f ff', 'line 1, column 5: an octet has two digits, got one'],
  ])('names the place of bad digits in %j, with exit code 1', async (input, message) => {
    const { code, stderr } = await mesh(['decode', '--kind', 'attributes'], input);
    expect(code).toBe(1);
    expect(stderr).toContain(`mesh decode: ${message}`);
  });
});

describe('mesh decode in JSON', () => {
  it('answers a message with its model, verdict and re-encoding', async () => {
    const { code, answer } = await decodeOne({ id: 'a', kind: 'message', hex: UPDATE, context: { families: [] } });
    expect(code).toBe(0);
    expect(answer).toEqual({
      id: 'a',
      ok: true,
      verdict: 'accept',
      notification: null,
      message: {
        type: 'UPDATE',
        withdrawn: [],
        attributes: [
          { name: 'ORIGIN', flags: 64, value: 'igp' },
          { name: 'AS_PATH', flags: 64, value: [] },
          { name: 'NEXT_HOP', flags: 64, value: '101.1.101.1' },
          { name: 'LOCAL_PREF', flags: 64, value: 100 },
        ],
        nlri: [{ prefix: '1.1.0.0/24' }],
      },
      reencoded: UPDATE,
    });
  });

  it('says which NOTIFICATION a reset would send', async () => {
    // Length 18 (RFC 4271 §6.1: Bad Message Length).
    const { answer } = await decodeOne({ id: 2, hex: `${MARKER}001204` });
    expect(answer).toMatchObject({ id: 2, ok: false, verdict: 'session-reset', notification: { code: 1, subcode: 2 } });
  });

  it('judges attributes as if reachable NLRI stood beside them, and demands none', async () => {
    const { answer } = await decodeOne({ id: 3, kind: 'attributes', hex: '80040400000064' });
    expect(answer).toMatchObject({
      ok: true,
      verdict: 'accept',
      message: { attributes: [{ name: 'MULTI_EXIT_DISC', flags: 128, value: 100 }] },
      reencoded: '80040400000064',
    });
  });

  it.each([
    ['AS_PATH of 2-octet numbers', { asn4: false }, '40020402010064', 'accept'],
    ['the same with 4-octet numbers', { asn4: null }, '40020402010064', 'treat-as-withdraw'],
    ['ATOMIC_AGGREGATE with a value (RFC 7606 §7.6)', {}, '40060100', 'attribute-discard'],
    ['LOCAL_PREF from outside (RFC 7606 §7.5)', { internal: false }, '40050400000064', 'attribute-discard'],
    ['LOCAL_PREF from inside', { internal: true }, '40050400000064', 'accept'],
  ])('applies the context: %s', async (_what, context, hex, verdict) => {
    expect((await decodeOne({ id: 4, kind: 'attributes', hex, context })).answer).toMatchObject({ verdict });
  });

  it.each([
    ['ipv4 unicast', '180a0000', [], [{ prefix: '10.0.0.0/24' }]],
    ['ipv6/unicast', '2020010db8', [], [{ prefix: '2001:db8::/32' }]],
    ['ipv4-unicast', '00000007180a0000', ['ipv4 unicast'], [{ prefix: '10.0.0.0/24', pathId: 7 }]],
    ['ipv4 nlri-mpls', '300001410a0000', [], [{ labels: [20], prefix: '10.0.0.0/24' }]],
    ['afi-9-safi-7', '48000141', [], [{ family: 'afi-9-safi-7', hex: '48000141' }]],
  ])('reads NLRI of %s', async (family, hex, addPath, nlri) => {
    const { answer } = await decodeOne({ id: 5, kind: 'nlri', hex, context: { families: [family], addPath } });
    expect(answer).toMatchObject({ ok: true, message: { nlri }, reencoded: hex });
  });

  it('resets on a malformed prefix (RFC 7606 §5.3)', async () => {
    const { answer } = await decodeOne({
      id: 6,
      kind: 'nlri',
      hex: '210a000000',
      context: { families: ['ipv4-unicast'] },
    });
    expect(answer).toMatchObject({
      ok: false,
      verdict: 'session-reset',
      notification: { code: 3, subcode: 10 },
      fault: { offset: 0 },
      reencoded: null,
    });
  });

  it('reads capabilities', async () => {
    const hex = '0104000200010200410400010001';
    const { answer } = await decodeOne({ id: 7, kind: 'capability', hex });
    expect(answer).toMatchObject({
      message: {
        capabilities: [
          { name: 'MULTIPROTOCOL', value: 'ipv6-unicast' },
          { name: 'ROUTE_REFRESH', value: true },
          { name: 'FOUR_OCTET_AS', value: 65537 },
        ],
      },
      reencoded: hex,
    });
  });

  it.each([
    [{ id: 8, hex: 'xx' }, 'hex must be hexadecimal octets, got "xx"'],
    [
      { id: 8, hex: '00', kind: 'bgpls-tlv' },
      'kind must be message or attributes or nlri or capability, got "bgpls-tlv"',
    ],
    [{ id: 8, hex: '00', kind: 'nlri' }, 'NLRI alone need their family'],
    [{ id: 8, hex: '00', context: { addpath: [] } }, 'context.addpath is written addPath'],
    [{ id: 8, hex: '00', context: { families: ['ipv4 sideways'] } }, 'context.families[0] must be a family such as'],
  ])('answers %j with an error and goes on', async (line, message) => {
    const { code, stdout } = await mesh(
      ['decode'],
      `${JSON.stringify(line)}\n${JSON.stringify({ id: 9, hex: KEEPALIVE })}\n`,
    );
    const [first, second] = jsonLines(stdout);
    expect(code).toBe(1);
    expect(first).toEqual({ id: 8, ok: false, error: expect.stringContaining(message) });
    expect(second).toMatchObject({ id: 9, ok: true });
  });

  it('answers hexadecimal lines too, numbered by line', async () => {
    const { stdout } = await mesh(['decode', '--json'], `${KEEPALIVE}\n${KEEPALIVE}${CEASE}\n`);
    expect(jsonLines(stdout).map(({ id }) => id)).toEqual([1, '2.1', '2.2']);
  });
});

describe('mesh encode with route text', () => {
  // RFC 4271 §4.3 by hand: ORIGIN igp, AS_PATH 65001, NEXT_HOP 192.0.2.1, MED 5, 10.0.0.0/24.
  const attributes = '4001010040020602010000fde9400304c0000201';
  const update = `${MARKER}0036020000001b${attributes}80040400000005180a0000`;

  it('writes the UPDATE that an external session sends', async () => {
    const { stdout } = await mesh(
      ['encode', '-a', '65001', '-z', '65002'],
      'route 10.0.0.0/24 next-hop 192.0.2.1 med 5\n',
    );
    expect(stdout).toBe(`${update}\n`);
  });

  it('takes what decode prints as routes', async () => {
    const { stdout } = await mesh(['decode', '--routes'], update);
    expect(stdout).toBe('route 10.0.0.0/24 next-hop 192.0.2.1 origin igp as-path [ 65001 ] med 5\n');
    expect((await mesh(['encode', '-a', '65001', '-z', '65002'], stdout)).stdout).toBe(`${update}\n`);
  });

  it('writes only the NLRI, or no header, where that is asked', async () => {
    expect((await mesh(['encode', '-n'], 'route 10.0.0.0/24')).stdout).toBe('180a0000\n');
    const body = await mesh(
      ['encode', '-a', '65001', '-z', '65002', '--no-header'],
      'route 10.0.0.0/24 next-hop 192.0.2.1 med 5',
    );
    expect(body.stdout).toBe(`${update.slice(38)}\n`);
  });

  it.each([
    ['route 10.0.0.0/24 next-hop self', '10.0.0.0/24 cannot be sent: next-hop self needs --local-address'],
    ['route 10.0.0.0/24 next-hop 192.0.2.1 metric 5', "'metric'"],
  ])('names what is wrong with %s', async (line, message) => {
    const { code, stderr } = await mesh(['encode'], line);
    expect(code).toBe(1);
    expect(stderr).toContain(message);
  });
});

describe('mesh encode --text-jsonl', () => {
  const line = { localAs: 65001, peerAs: 65002, localAddress: '192.0.2.254', peerAddress: '192.0.2.2' };
  // RFC 4271 §4.3 by hand: ORIGIN igp, AS_PATH 65001, NEXT_HOP, MED 5, 10.0.0.0/24.
  const announced = (nextHop: string) =>
    `${MARKER}0036020000001b4001010040020602010000fde9400304${nextHop}80040400000005180a0000`;

  async function answers(...lines: readonly object[]): Promise<unknown[]> {
    const { stdout } = await mesh(['encode', '--text-jsonl'], lines.map((one) => JSON.stringify(one)).join('\n'));
    return jsonLines(stdout);
  }

  it.each([
    ['announce route 10.0.0.0/24 next-hop 192.0.2.1 med 5', [announced('c0000201')]],
    ['announce route 10.0.0.0/24 next-hop self med 5', [announced('c00002fe')]],
    ['neighbor 192.0.2.2 local-as 65001 announce route 10.0.0.0/24 next-hop 192.0.2.1 med 5', [announced('c0000201')]],
    ['peer * announce ipv4 unicast 10.0.0.0/24 next-hop 192.0.2.1 med 5', [announced('c0000201')]],
    ['group attributes med 5 ; announce route 10.0.0.0/24 next-hop 192.0.2.1', [announced('c0000201')]],
    // RFC 4271 §4.3, RFC 4724 §2, RFC 2918 §3.
    ['withdraw route 10.0.0.0/24', [`${MARKER}001b020004180a00000000`]],
    ['announce eor', [`${MARKER}00170200000000`]],
    ['announce eor ipv6 unicast', [`${MARKER}001d0200000006800f03000201`]],
    ['announce route-refresh ipv4 unicast', [`${MARKER}00170500010001`]],
  ])('%s', async (routeText, hex) => {
    expect(await answers({ id: 'a', routeText, ...line })).toEqual([{ id: 'a', ok: true, hex }]);
  });

  it('has a path identifier where the session has', async () => {
    const routeText = 'announce route 10.0.0.0/24 next-hop 192.0.2.1 med 5 path-information 1';
    const [answer] = await answers({
      id: 1,
      routeText,
      ...line,
      families: ['ipv4 unicast'],
      addPath: ['ipv4 unicast'],
    });
    expect(answer).toEqual({
      id: 1,
      ok: true,
      hex: [`${MARKER}003a020000001b4001010040020602010000fde9400304c000020180040400000005${'00000001'}180a0000`],
    });
    for (const addPath of [true, 'all', ['all families: send/receive']]) {
      expect(await answers({ id: 1, routeText, ...line, families: ['ipv4 unicast'], addPath })).toEqual([answer]);
    }
  });

  it.each([
    ['announce route 10.0.0.0/24', 'has no next hop'],
    ['neighbor 192.0.2.9 announce route 10.0.0.0/24 next-hop 192.0.2.1', 'no neighbors match the selector'],
    ['announce nonsense', 'unknown announce type: nonsense'],
    ['peer list', 'no message comes of the command peer-list'],
  ])('refuses %s, and goes on', async (routeText, error) => {
    const [first, second] = await answers({ id: 1, routeText, ...line }, { id: 2, routeText: 'announce eor', ...line });
    expect(first).toEqual({ id: 1, ok: false, error: expect.stringContaining(error) });
    expect(second).toMatchObject({ id: 2, ok: true });
  });
});

describe('mesh encode', () => {
  it('writes a message as hexadecimal digits', async () => {
    expect(await mesh(['encode'], '{"type":"KEEPALIVE"}\n')).toEqual({ code: 0, stderr: '', stdout: `${KEEPALIVE}\n` });
  });

  it.each([
    ['a message', [], [OPEN, UPDATE, KEEPALIVE, CEASE, `${MARKER}00170500010001`]],
    ['an UPDATE with ADD-PATH', ['--add-path', 'ipv4-unicast'], [`${MARKER}001d02000600000007080a0000`]],
  ])('is the inverse of decode for %s', async (_what, flags, messages) => {
    const decoded = await mesh(['decode', '--json', ...flags], `${messages.join('\n')}\n`);
    const encoded = await mesh(['encode', ...flags], decoded.stdout);
    expect(encoded.stderr).toBe('');
    expect(jsonLines(encoded.stdout).map(({ hex }) => hex)).toEqual(messages);
  });

  it.each([
    ['attributes', 'c00804fde80001e0200c0000fde80000000100000002c010080002fde800000001', {}],
    ['attributes', '800e1a0002011020010db8000000000000000000000001002020010db8', {}],
    ['nlri', '180a0000080b', { families: ['ipv4-unicast'] }],
    ['capability', '40060078000101804504000101034904026673000600', {}],
  ])('is the inverse of decode for %s %s', async (kind, hex, context) => {
    const decoded = await mesh(['decode'], JSON.stringify({ id: 1, kind, hex, context }));
    const { stdout } = await mesh(['encode'], decoded.stdout);
    expect(jsonLines(stdout)).toEqual([{ id: 1, ok: true, hex }]);
  });

  it.each([
    [
      '{"type":"OPENING"}',
      'line 1: type must be OPEN or UPDATE or NOTIFICATION or KEEPALIVE or ROUTE-REFRESH, got "OPENING"',
    ],
    ['{"type":"NOTIFICATION","code":256,"subcode":0}', 'line 1: code must be an integer of 0 to 255, got 256'],
    [
      '{"type":"UPDATE","nlri":[{"prefix":"10.0.0.0/33"}]}',
      'line 1: nlri[0]: ipv4-unicast takes a prefix such as 10.0.0.0/24, got 10.0.0.0/33',
    ],
    ['{', 'line 1: no JSON'],
  ])('names what is wrong with %s, with exit code 1', async (line, message) => {
    const { code, stderr } = await mesh(['encode'], line);
    expect(code).toBe(1);
    expect(stderr).toContain(`mesh encode: ${message}`);
  });
});

// Octets by hand from RFC 4271 §4.3 and RFC 7911 §3; the commands are as ExaBGP's API takes them.
describe("the flags of ExaBGP's tools", () => {
  const WITH_PATH = `${MARKER}0034020000001540010100400200400304650165014005040000006400000007180a0000`;
  const one = async (...argv: readonly string[]) => {
    const { code, stdout, stderr } = await mesh(argv);
    return code === 0 ? stdout.trimEnd() : stderr;
  };

  it('[B28] encode takes families, AS numbers, path identifiers, and leaves out what it is told to', async () => {
    const route = 'route 10.0.0.0/24 next-hop 101.1.101.1 path-information 7';
    expect(await one('encode', '-i', route)).toBe(WITH_PATH);
    expect(await one('encode', '-i', '-f', 'ipv6 unicast', 'route 2001:db8::/32 next-hop ::1', '-n')).toBe(
      '000000002020010db8',
    );
    expect(await one('encode', '-i', '-n', route)).toBe('00000007180a0000');
    expect(await one('encode', '--no-header', `announce ${route}`, '-i')).toBe(WITH_PATH.slice(38));
    expect(
      await one(
        'encode',
        '-a',
        '65001',
        '-z',
        '65002',
        '--no-header',
        'announce route 10.0.0.0/24 next-hop 101.1.101.1',
      ),
    ).toBe('000000144001010040020602010000fde940030465016501180a0000');
    expect(await one('encode', '-n', 'withdraw route 10.0.0.0/24')).toBe('180a0000');
    expect(await one('encode', '-f', 'ipv6 unicast', 'announce route 10.0.0.0/24 next-hop 101.1.101.1')).toBe(
      'mesh encode: line 1: the session has no family ipv4-unicast: name it with --families\n',
    );
    expect(await one('encode', '-n', 'announce eor')).toBe('mesh encode: line 1: there is no NLRI in end-of-rib\n');
  });

  it('[B29] decode reads octets of the command line, and answers with commands, generic attributes and JSON', async () => {
    expect(await one('decode', '-m', UPDATE)).toBe(
      'announce route 1.1.0.0/24 next-hop 101.1.101.1 origin igp as-path [ ] local-preference 100',
    );
    expect(await one('decode', '-i', '-m', WITH_PATH)).toContain(
      'route 10.0.0.0/24 next-hop 101.1.101.1 path-information 7 ',
    );
    expect(await one('decode', '-m', '-g', UPDATE)).toBe(
      'announce route 1.1.0.0/24 next-hop 101.1.101.1 attribute [ 0x01 0x40 0x00 ] attribute [ 0x02 0x40 0x ] attribute [ 0x05 0x40 0x00000064 ]',
    );
    expect(await one('decode', '-g', UPDATE)).toContain('  LOCAL_PREF  flags 0x40, 0x00000064');
    expect(JSON.parse(await one('decode', '-j', '-g', UPDATE)).message.attributes[3]).toMatchObject({
      value: { hex: '00000064' },
    });
    expect(await one('decode', '-n', '-f', 'ipv4 unicast', '180a0000')).toBe(
      'NLRI of ipv4-unicast, 4 octets\n  10.0.0.0/24',
    );
    const event = JSON.parse(await one('decode', '--format', 'exabgp', UPDATE));
    expect(event).toMatchObject({
      exabgp: '6.0.0',
      type: 'update',
      neighbor: {
        direction: 'in',
        message: { update: { announce: { 'ipv4 unicast': { '101.1.101.1': [{ nlri: '1.1.0.0/24' }] } } } },
      },
    });
    expect(await one('decode', '-m', KEEPALIVE)).toBe('# KEEPALIVE');
    expect(await one('decode', '-m', `${MARKER}00170500010001`)).toBe('announce route-refresh ipv4 unicast');
    expect(await one('decode', '-m', `${MARKER}001b020004180a000000 00`.replace(' ', '').slice(0, 54))).toBe(
      'withdraw route 10.0.0.0/24',
    );
  });
});
