import { Secret } from '@mesh/bgp-session';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Configuration } from '../../src/configuration.js';
import { exportChunks } from '../../src/file/export.js';
import { parseConfigurationText } from '../../src/file/parse.js';
import { formatConfiguration } from '../../src/file/print.js';
import { type ConfigurationSettings, resolveSettings, validateSettings } from '../../src/settings/configuration.js';
import type { NeighborSettings } from '../../src/settings/neighbor.js';
import { parseRouteText } from '../../src/text/route.js';

/** A member that may be left out. */
const maybe = <T extends Record<string, fc.Arbitrary<unknown>>>(members: T) => fc.record(members, { requiredKeys: [] });

const flag = fc.boolean();
/** Texts that are hard to print: quotes, braces, comments, backslashes, what looks like a value. */
const line = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 20 }).map((text) => text.replaceAll('\n', ' ')),
  fc.constantFrom(
    '',
    'a;}',
    '# no comment',
    '"',
    "'",
    '\\',
    'a\\nb',
    '{ hold-time 5; }',
    'true',
    '\t',
    'ä\u{1f600}',
    '\r',
  ),
);
const name = fc.stringMatching(/^[A-Za-z0-9._-]{1,12}$/).filter((text) => !(text in {}));
const families = ['ipv4 unicast', 'ipv6 unicast', 'ipv4 flow', 'ipv4 mpls-vpn', 'l2vpn vpls', 'bgp-ls bgp-ls'];
const secret = fc.stringMatching(/^[ -~]{1,40}$/);
const routes = fc.subarray([
  'route 10.0.0.0/24 next-hop self med 5 name "a;}b" watchdog w',
  'route 2001:db8::/32 next-hop 2001:db8::1 as-path [ 65001 ] ( 65002 65003 ) withdraw',
  'ipv4 flow source 10.0.0.1/32 destination-port [ =80 =443 ] extended-community rate-limit:0',
  'vpls rd 192.0.2.1:1 endpoint 5 base 10732 offset 1 size 8 next-hop 192.0.2.9',
]);

const messages = maybe({ parsed: flag, packets: flag, consolidate: flag, open: flag, update: flag, operational: flag });
const api = maybe({
  processes: fc.constant(['watch']),
  processesMatch: fc.constant(['^w.*[a-z]$']),
  neighborChanges: flag,
  negotiated: flag,
  fsm: flag,
  signal: flag,
  receive: messages,
  send: messages,
});
const shared = {
  description: line,
  hostName: line,
  domainName: line,
  holdTime: fc.constantFrom(0, 3, 90, 65535),
  rateLimit: fc.nat({ max: 0xffffffff }),
  groupUpdates: flag,
  autoFlush: flag,
  adjRibIn: flag,
  adjRibOut: flag,
  manualEor: flag,
  capability: maybe({
    asn4: flag,
    extendedMessage: flag,
    routeRefresh: flag,
    addPath: fc.constantFrom('disabled', 'receive', 'send', 'both'),
    pathsLimit: fc.nat({ max: 65535 }),
    nexthop: flag,
    gracefulRestart: fc.constantFrom(false as const, 0, 120, 4095),
    multiSession: flag,
    operational: flag,
    aigp: flag,
    linkLocalNexthop: flag,
    linkLocalPrefer: flag,
    softwareVersion: fc.oneof(line, fc.constantFrom('enable', 'disable', 'true', 'mesh 1')),
  }),
  families: fc.constantFrom('all', families.join(' '), families),
  nexthops: fc.constantFrom([], [{ family: 'ipv4 unicast', nexthop: 'ipv6' as const }]),
  addpaths: fc.constantFrom(
    [],
    [{ family: 'ipv4-unicast' }],
    [
      { family: 'ipv6 unicast', mode: 'send' as const },
      { family: 'ipv4/unicast', pathsLimit: 7 },
    ],
  ),
  routes: fc.oneof(
    routes.map((lines) => lines.join('\n')),
    routes.map((lines) => lines.flatMap((text) => parseRouteText(text))),
  ),
  api: fc.oneof(api, fc.array(api, { minLength: 1, maxLength: 3 })),
};
const session = {
  localAddress: fc.constantFrom('192.0.2.254', 'auto'),
  localAs: fc.oneof(fc.integer({ min: 1, max: 0xffffffff }), fc.constant('auto' as const)),
  peerAs: fc.integer({ min: 1, max: 0xffffffff }),
  localLinkLocal: fc.constant('fe80::1'),
  passive: flag,
  listen: fc.nat({ max: 65535 }),
  connect: fc.nat({ max: 65535 }),
  sourceInterface: fc.constantFrom('eth0', 'br-lan.100'),
  outgoingTtl: fc.constant(255),
  incomingTtl: fc.integer({ min: 1, max: 255 }),
  md5Ip: fc.constant('192.0.2.254'),
};
const keys = fc.oneof(
  fc.record({
    md5Password: fc.oneof(
      secret,
      secret.map((key) => new Secret(key)),
      fc.constant(''),
    ),
  }),
  fc.record({
    tcpAo: fc.record({
      keyId: fc.nat({ max: 255 }),
      algorithm: fc.constantFrom('hmac-sha-1-96', 'hmac-sha-256'),
      password: secret,
    }),
  }),
  fc.constant({}),
);
const template = maybe({ ...shared, session: maybe(session) });
const settings = fc
  .record({
    neighbors: fc.array(fc.tuple(maybe({ ...shared, session: maybe(session) }), keys, fc.subarray(['base', 'more'])), {
      maxLength: 3,
    }),
    base: template,
    more: template,
    processes: fc.uniqueArray(
      fc.record(
        {
          name,
          run: fc.array(line, { minLength: 1, maxLength: 4 }),
          respawn: flag,
          encoder: fc.constantFrom('text', 'json'),
        },
        { requiredKeys: ['name', 'run'] },
      ),
      { selector: (one) => one.name, maxLength: 3 },
    ),
  })
  .map(({ neighbors, base, more, processes }) => ({
    neighbors: neighbors.map(([one, key, names], index) => ({
      ...one,
      session: {
        localAs: 65001,
        peerAs: 65002,
        routerId: '10.0.0.1',
        ...(one.session as object | undefined),
        ...key,
        peerAddress: `192.0.2.${index + 1}`,
      },
      template: names,
    })),
    templates: { base, more },
    processes: [...processes.filter((one) => one.name !== 'watch'), { name: 'watch', run: ['watch'] }],
  }))
  .map((all) => all as unknown as ConfigurationSettings)
  .filter((all) => validateSettings(all) === '');

/** What settings come to, keys among it. */
const whole = (all: ConfigurationSettings) =>
  resolveSettings(all).neighbors.map((one) => [
    one,
    one.session.md5Password?.reveal(),
    one.session.tcpAo?.password.reveal(),
  ]);

describe('a configuration that is printed', () => {
  it('[B24] is read again as the same one', () => {
    fc.assert(
      fc.property(settings, (all) => {
        const text = formatConfiguration(all, { secrets: true });
        const again = parseConfigurationText(text);
        expect(whole(again)).toEqual(whole(all));
        expect(resolveSettings(again).processes).toEqual(resolveSettings(all).processes);
        expect(formatConfiguration(again, { secrets: true })).toBe(text);
        expect(parseConfigurationText(formatConfiguration(again, { secrets: true }))).toEqual(again);
      }),
      { numRuns: 300 },
    );
  });

  const session = { peerAddress: '192.0.2.1', localAddress: '192.0.2.254', localAs: 65001, peerAs: 65002 };
  const text = (one: Partial<NeighborSettings>, options = {}) =>
    formatConfiguration({ neighbors: [{ session, ...one }] }, options);

  it('says what was said and no more', () => {
    expect(text({ holdTime: 90, capability: { gracefulRestart: 0 }, routes: 'route 10.0.0.0/24 next-hop self' })).toBe(
      [
        'neighbor 192.0.2.1 {',
        '  local-address 192.0.2.254;',
        '  local-as 65001;',
        '  peer-as 65002;',
        '  hold-time 90;',
        '  capability {',
        '    graceful-restart;',
        '  }',
        '  static {',
        '    route 10.0.0.0/24 next-hop self;',
        '  }',
        '}',
        '',
      ].join('\n'),
    );
  });

  it('shows passwords on request only', () => {
    const secretive = { session: { ...session, md5Password: 'open sesame' } };
    expect(text(secretive)).not.toContain('sesame');
    expect(text(secretive)).toContain('# md5-password is not shown');
    expect(text(secretive, { secrets: true })).toContain('md5-password "open sesame";');
  });

  it('[B8] has a password that it cannot hold refused, and none of it told', () => {
    const secretive = { session: { ...session, md5Password: 'open\nsesame' } };
    expect(() => text(secretive, { secrets: true })).toThrow(/^(?!.*(?:open|sesame)).*texts of one line/s);
  });

  it('[G13] has OPERATIONAL messages, those of resolved settings too', async () => {
    const operational = ['asm afi ipv4 safi unicast advisory "a b"', 'lpcq afi ipv6 safi unicast sequence 1'];
    const block = `  operational {\n    ${operational.join(';\n    ')};\n  }\n`;
    expect(text({ operational: operational.join('; ') })).toContain(block);
    expect(() => text({ operational: 'adm afi ipv4 safi unicast advisory "a\nb"' })).toThrow();
    let exported = '';
    for await (const chunk of exportChunks(Configuration.fromSettings({ neighbors: [{ session, operational }] }))) {
      exported += chunk;
    }
    expect(exported).toContain(block);
  });

  it('has no text that it could not be read from', () => {
    expect(() => text({ description: 'two\nlines' })).toThrow('texts of one line');
    expect(() => text({ description: 'x'.repeat(4097) })).toThrow('up to 4096 characters');
    expect(() => text({ holdTime: 1 })).toThrow('hold-time must be 0 (disabled) or >= 3');
    const [route] = parseRouteText('route 10.0.0.0/24 next-hop self name a');
    const named = { ...route!, name: 'a\n}\nneighbor 10.0.0.1 {' };
    expect(() => text({ routes: [named] })).toThrow('routes of one line');
  });
});
