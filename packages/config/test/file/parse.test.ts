import { Secret } from '@mesh/bgp-session';
import { isMeshError } from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import { parseConfigurationText } from '../../src/file/parse.js';
import { formatRoute } from '../../src/text/print.js';
import type { RouteText } from '../../src/text/route-text.js';

const neighbor = (body = '', address = '192.0.2.1') =>
  `neighbor ${address} {\n  local-address 192.0.2.254;\n  local-as 65001;\n  peer-as 65002;\n${body}\n}\n`;

/** The settings of one neighbour whose block has a body. */
const settingsOf = (body: string) => parseConfigurationText(neighbor(body)).neighbors[0]!;

const session = { peerAddress: '192.0.2.1', localAddress: '192.0.2.254', localAs: 65001, peerAs: 65002 };

/** The routes of a neighbour as text. */
const routesOf = (text: string) => (parseConfigurationText(text).neighbors[0]!.routes as RouteText[]).map(formatRoute);

function errorOf(text: string) {
  try {
    parseConfigurationText(text);
  } catch (error) {
    if (!isMeshError(error, 'MESH_TEXT_SYNTAX')) throw error;
    const { line, column, token, hint } = error.details;
    return { message: error.message.split('\n')[0], line, column, token, hint, whole: error.message };
  }
  throw new Error('no error');
}

describe('keys of a neighbour', () => {
  it('[G12] are read into the settings they mean', () => {
    expect(settingsOf('')).toEqual({ session });
    expect(
      settingsOf(`
        router-id 10.0.0.1; passive; listen 1790; connect 1791; source-interface eth0;
        outgoing-ttl 255; incoming-ttl 254; md5-base64 disable; md5-ip 192.0.2.254;
        description "two words; and } more"; host-name core1; domain-name example.org;
        hold-time 90; rate-limit 100; group-updates false; auto-flush disable; adj-rib-in false;
        adj-rib-out disabled; manual-eor enable;`),
    ).toEqual({
      session: {
        ...session,
        routerId: '10.0.0.1',
        passive: true,
        listen: 1790,
        connect: 1791,
        sourceInterface: 'eth0',
        outgoingTtl: 255,
        incomingTtl: 254,
        md5Base64: false,
        md5Ip: '192.0.2.254',
      },
      description: 'two words; and } more',
      hostName: 'core1',
      domainName: 'example.org',
      holdTime: 90,
      rateLimit: 100,
      groupUpdates: false,
      autoFlush: false,
      adjRibIn: false,
      adjRibOut: false,
      manualEor: true,
    });
  });

  it('[G12] take auto, asdot and what means none', () => {
    const text =
      'neighbor fe80::1%eth0 { local-ip auto; local-link-local fe80::2; local-as auto; peer-as 1.10; router-id 10.0.0.1; outgoing-ttl disable; rate-limit disable; }';
    expect(parseConfigurationText(text).neighbors).toEqual([
      {
        session: {
          peerAddress: 'fe80::1%eth0',
          localAddress: 'auto',
          localLinkLocal: 'fe80::2',
          localAs: 'auto',
          peerAs: 65546,
          routerId: '10.0.0.1',
        },
        rateLimit: 0,
      },
    ]);
  });

  it('[G12] keep passwords to themselves', () => {
    const { md5Password } = settingsOf('md5-password "open sesame";').session;
    expect(md5Password).toBeInstanceOf(Secret);
    expect((md5Password as Secret).reveal()).toBe('open sesame');
    expect(errorOf(neighbor('md5-password sesame twice;')).whole).not.toContain('sesame');
    expect(
      errorOf(neighbor('tcp-ao { keyid 1; algorithm hmac-sha-256; password sesame; frob 1; }')).whole,
    ).not.toContain('sesame');
  });

  it.each([
    'md5-password sesame; frob 1;',
    'frob 1; md5-password sesame;',
    'hold-time 2; md5-password sesame;',
    'hold-time 180\n md5-password sesame;',
    'md5-password\n sesame extra;',
    'md5-password \\\n sesame extra;',
    'md5-password # of old\n sesame extra;',
    'md5-password open; sesame;',
    'md5-password open;sesame extra;',
    'md5-password "sesame;',
    'md5-password open "sesame" x;',
    'md5-pasword sesame;',
    'pssword sesame;',
    'capability { md5-password sesame; }',
    'capability { password sesame; }',
    'tcp-ao { keyid 1; algorithm frob; password sesame; }',
    'tcp-ao { keyid 1; pw sesame; }',
    'static { md5-password sesame; }',
    'static { route 10.0.0.0/24 next-hop self } frob 1; md5-password sesame;',
    `md5-password ${'sesame'.repeat(1000)};`,
  ])('[G12] quote no password, wherever the error is: %j', (body) => {
    for (const text of [neighbor(body), `neighbor 192.0.2.1 { ${body} }`, `frob; neighbor 192.0.2.1 { ${body} }`]) {
      const { whole, token, hint } = errorOf(text);
      expect(`${whole} ${token} ${hint}`).not.toContain('sesame');
    }
  });
});

describe('what has no end', () => {
  it.each([
    [neighbor('api {} '.repeat(1025)), 'over 1024 blocks api'],
    [neighbor(`inherit [ ${'a '.repeat(1025)} ];`), 'over 1024 words'],
    [`process a { run ${'x '.repeat(1025)}; }`, 'over 1024 words'],
  ])('is refused: %.60j', (text, message) => {
    expect(errorOf(text).message).toContain(message);
  });
});

describe('blocks of a neighbour', () => {
  it('[G13] operational: messages as a command has them', () => {
    const { operational } = settingsOf(`
      operational { asm afi ipv4 safi unicast advisory "so; long }"; RPCQ afi ipv6 safi unicast sequence 7; }
      operational { apcp afi ipv4 safi unicast router-id 192.0.2.7 sequence 7 counter 259; }`);
    expect(operational).toEqual([
      'asm afi ipv4 safi unicast advisory "so; long }"',
      'rpcq afi ipv6 safi unicast sequence 7',
      'apcp afi ipv4 safi unicast router-id 192.0.2.7 sequence 7 counter 259',
    ]);
    expect(errorOf(neighbor('operational { frob afi ipv4 safi unicast; }')).message).toMatch(/^expected a kind: adm/);
    expect(errorOf(neighbor('operational { rpcq afi ipv4 safi unicast; }')).message).toMatch(/^expected 'sequence'/);
    expect(errorOf(neighbor('operational { rpcq afi ipv4 safi unicast sequence 1 }')).message).toMatch(/^expected ';'/);
  });

  it('[G13] family, nexthop and add-path', () => {
    expect(
      settingsOf(`
        family { ipv4 unicast; ipv6 unicast; ipv4 mpls-vpn; bgp-ls bgp-ls; }
        nexthop { ipv4 unicast ipv6; }
        add-path { ipv4 unicast limit 10; ipv6 unicast; ipv4 mpls-vpn send limit 2; }`),
    ).toMatchObject({
      families: ['ipv4 unicast', 'ipv6 unicast', 'ipv4 mpls-vpn', 'bgp-ls bgp-ls'],
      nexthops: [{ family: 'ipv4 unicast', nexthop: 'ipv6' }],
      addpaths: [
        { family: 'ipv4 unicast', pathsLimit: 10 },
        { family: 'ipv6 unicast' },
        { family: 'ipv4 mpls-vpn', mode: 'send', pathsLimit: 2 },
      ],
    });
    expect(settingsOf('family { all; }').families).toEqual(['all']);
  });

  it('[G13] what nexthop and add-path say of a family that is not offered counts for nothing', () => {
    const settings = settingsOf(
      'family { ipv4 unicast; } nexthop { ipv4 unicast ipv6; ipv6 unicast ipv4; } add-path { ipv6 unicast; }',
    );
    expect(settings).toMatchObject({ nexthops: [{ family: 'ipv4 unicast', nexthop: 'ipv6' }], addpaths: [] });
  });

  it('[G13] capability', () => {
    expect(
      settingsOf(`capability {
        asn4 disable; extended-message disable; route-refresh; add-path send/receive; nexthop true; graceful-restart 120;
        multi-session; operational enable; aigp enable; link-local-nexthop enable; link-local-prefer; software-version "mesh 1";
      }`).capability,
    ).toEqual({
      asn4: false,
      extendedMessage: false,
      routeRefresh: true,
      addPath: 'both',
      nexthop: true,
      gracefulRestart: 120,
      multiSession: true,
      operational: true,
      aigp: true,
      linkLocalNexthop: true,
      linkLocalPrefer: true,
      softwareVersion: 'mesh 1',
    });
    const restart = (text: string) => settingsOf(`capability { ${text}; }`).capability?.gracefulRestart;
    expect(['graceful-restart', 'graceful-restart disable', 'graceful-restart 0'].map(restart)).toEqual([0, false, 0]);
    expect(settingsOf('capability { software-version enable; }').capability?.softwareVersion).toMatch(/^mesh/);
  });

  it('[G13] tcp-ao', () => {
    const { tcpAo } = settingsOf('tcp-ao { keyid 1; algorithm hmac-sha-256; password c2VjcmV0; base64 true; }').session;
    expect(tcpAo).toMatchObject({ keyId: 1, algorithm: 'hmac-sha-256', base64: true });
    expect((tcpAo!.password as Secret).reveal()).toBe('c2VjcmV0');
    expect(
      errorOf(neighbor('md5-password a; tcp-ao { keyid 1; algorithm hmac-sha-256; password b; }')).message,
    ).toContain('exclude each other');
  });

  it('[G13] api, once or several times', () => {
    const processes = 'process one { run /bin/one; } process two { run /bin/two; }';
    const text = `${processes} ${neighbor(`
      api first { processes [ one, two ]; neighbor-changes; negotiated; fsm disable; receive { parsed; update; } }
      api { processes-match [ "^t" ]; signal; send { packets; consolidate; open; notification; keepalive; refresh; operational; } }`)}`;
    expect(parseConfigurationText(text).neighbors[0]!.api).toEqual([
      {
        processes: ['one', 'two'],
        neighborChanges: true,
        negotiated: true,
        fsm: false,
        receive: { parsed: true, update: true },
      },
      {
        processesMatch: ['^t'],
        signal: true,
        send: {
          packets: true,
          consolidate: true,
          open: true,
          notification: true,
          keepalive: true,
          refresh: true,
          operational: true,
        },
      },
    ]);
    expect(errorOf(neighbor('api { processes [ nobody ]; }')).message).toContain("'nobody', which is no process");
  });

  it('[G13] sections of routes add up', () => {
    const text = neighbor(`
      static { route 10.0.0.0/24 next-hop 192.0.2.9; route 10.0.1.0/24 { next-hop self; med 5; } }
      flow { route stop { match { source 10.0.0.1/32; } then { discard; } } }
      l2vpn { vpls site5 { endpoint 5; base 10732; offset 1; size 8; rd 192.0.2.1:1; next-hop 192.0.2.9; } }
      announce {
        ipv4 { unicast 10.0.2.0/24 next-hop 192.0.2.9; }
        ipv6 { unicast 2001:db8::/32 next-hop 2001:db8::1; }
      }
      static { route 10.0.3.0/25 next-hop 192.0.2.9 split /26; }`);
    expect(routesOf(text)).toEqual([
      'route 10.0.0.0/24 next-hop 192.0.2.9',
      'route 10.0.1.0/24 next-hop self med 5',
      'ipv4 flow source 10.0.0.1/32 extended-community rate-limit:0 name stop',
      'vpls rd 192.0.2.1:1 endpoint 5 base 10732 offset 1 size 8 next-hop 192.0.2.9 name site5',
      'route 10.0.2.0/24 next-hop 192.0.2.9',
      'route 2001:db8::/32 next-hop 2001:db8::1',
      'route 10.0.3.0/26 next-hop 192.0.2.9',
      'route 10.0.3.64/26 next-hop 192.0.2.9',
    ]);
  });
});

describe('templates', () => {
  const template =
    'template { neighbor base { local-as 65001; hold-time 30; family { ipv4 unicast; } static { route 10.0.0.0/8 next-hop self; } } }';

  it('[G14] are kept, and named by who inherits', () => {
    const text = `${template} neighbor 192.0.2.1 { inherit base; local-address 192.0.2.254; peer-as 65002; hold-time 60; }`;
    const { neighbors, templates } = parseConfigurationText(text);
    expect(templates).toMatchObject({
      base: { session: { localAs: 65001 }, holdTime: 30, families: ['ipv4 unicast'] },
    });
    expect(neighbors).toEqual([
      {
        session: { peerAddress: '192.0.2.1', localAddress: '192.0.2.254', peerAs: 65002 },
        holdTime: 60,
        template: ['base'],
      },
    ]);
  });

  it('[G14] can be several, in a list or one after another', () => {
    const text = `template { neighbor a { local-as 1; } neighbor b { peer-as 2; } }
      neighbor 192.0.2.1 { inherit [ a b ]; local-address 192.0.2.254; }
      neighbor 192.0.2.2 { inherit a; inherit b; local-address 192.0.2.254; }`;
    expect(parseConfigurationText(text).neighbors.map((one) => one.template)).toEqual([
      ['a', 'b'],
      ['a', 'b'],
    ]);
  });

  it('[G14] must be there, once', () => {
    expect(errorOf(`${template} ${neighbor('inherit bass;')}`)).toMatchObject({
      message: expect.stringContaining("there is no template 'bass'"),
      hint: 'templates are base',
    });
    expect(errorOf(`${template} ${template}`).message).toContain('template base stands twice');
    expect(errorOf('template { neighbor __proto__ { } }').message).toContain('a name');
  });
});

it('[G15] processes have a command line, an encoder and may respawn', () => {
  const text = `# a comment
    process service-nginx {
      run python3 -m exabgp healthcheck --cmd "curl --fail http://localhost" --ports=[1,2] --start-ip 0;
      encoder json; respawn false;
    }
    process other { run ./run/x.py; }`;
  expect(parseConfigurationText(text).processes).toEqual([
    {
      name: 'service-nginx',
      run: [
        'python3',
        '-m',
        'exabgp',
        'healthcheck',
        '--cmd',
        'curl --fail http://localhost',
        '--ports=[1,2]',
        '--start-ip',
        '0',
      ],
      encoder: 'json',
      respawn: false,
    },
    { name: 'other', run: ['./run/x.py'] },
  ]);
  expect(errorOf('process a { encoder text; }').message).toContain('nothing to run');
  expect(errorOf('process a { run x; } process a { run x; }').message).toContain('process a stands twice');
});

describe('[X20] errors', () => {
  it.each([
    ['neighbour 192.0.2.1 { }', "unknown keyword 'neighbour'", 1, 1, 'neighbour', 'did you mean neighbor?'],
    [neighbor('  hold-tme 30;'), "unknown keyword 'hold-tme'", 5, 3, 'hold-tme', 'did you mean hold-time?'],
    [neighbor('  hold-time 30;\n  hold-time 30;'), 'hold-time stands twice', 6, 3, 'hold-time', undefined],
    [neighbor('  hold-time 2;'), "expected 0 or a number from 3 to 65535, got '2'", 5, 13, '2', undefined],
    [neighbor('  hold-time 065;'), "expected 0 or a number from 3 to 65535, got '065'", 5, 13, '065', undefined],
    [
      neighbor('  local-link-local 10.0.0.1 10.0.0.2;'),
      "expected ';' at the end of the statement, got '10.0.0.2'",
      5,
      29,
      '10.0.0.2',
      undefined,
    ],
    [neighbor('  family { ipv4 unicast; ipv4 unicast; }'), 'ipv4 unicast stands twice', 5, 26, 'ipv4', undefined],
    [neighbor('  family { ipv4 unicst; }'), 'there is no family ipv4 unicst', 5, 17, 'unicst', undefined],
    [
      neighbor('  capability { asn4 maybe; }'),
      "expected true or false, or enable or disable, got 'maybe'",
      5,
      21,
      'maybe',
      undefined,
    ],
    [
      neighbor('  tcp-ao { algorithm hmac-sha256; }'),
      'expected hmac-sha-1-96',
      5,
      22,
      'hmac-sha256',
      'did you mean hmac-sha-256?',
    ],
    [
      neighbor('  static { rout 10.0.0.0/24 next-hop self; }'),
      'expected a route',
      5,
      12,
      'rout',
      'did you mean route?',
    ],
    [
      neighbor('  static { route 10.0.0.1/24 next-hop self; }'),
      "'10.0.0.1/24' is not a valid network",
      5,
      18,
      '10.0.0.1/24',
      'the network is 10.0.0.0/24',
    ],
    [
      neighbor('  family { ipv4 unicast; }\n  static { route 2001:db8::/32 next-hop self; }'),
      'needs the family ipv6-unicast',
      1,
      1,
      'neighbor',
      undefined,
    ],
    [`${neighbor()}${neighbor()}`, 'are those of neighbor[0]', 7, 1, 'neighbor', undefined],
    ['neighbor 192.0.2.1 { peer-as 1; local-as 1; }', 'router-id', 1, 1, 'neighbor', undefined],
    ['neighbor 192.0.2.1 {', 'got the end of the text', 1, 21, '', undefined],
    [
      'neighbor 192.0.2.0/24 { }',
      "expected an IPv4 or IPv6 address, got '192.0.2.0/24'",
      1,
      10,
      '192.0.2.0/24',
      undefined,
    ],
  ])('%j: %s', (text, message, line, column, token, hint) => {
    const error = errorOf(text);
    expect(error.message).toContain(message);
    expect(error).toMatchObject({ line, column, token });
    if (hint !== undefined) expect(error.hint).toContain(hint);
  });

  it('bounds of what a text may be have names', () => {
    const many = Array.from(
      { length: 10_001 },
      (_, i) => `neighbor 10.${i >> 16}.${(i >> 8) & 255}.${i & 255} { }`,
    ).join('\n');
    expect(errorOf(many)).toMatchObject({ message: expect.stringContaining('over 10000 neighbors'), line: 10_001 });
    expect(errorOf('x '.repeat(100) + 'a'.repeat(5000)).message).toContain("unknown keyword 'x'");
    expect(errorOf('a'.repeat(5000)).message).toContain('a word or string of over 4096 characters');
    expect(errorOf(neighbor(`static { route 10.0.0.0/24 as-path ${'['.repeat(40)}`)).message).toMatch(
      /expected|over 32/,
    );
    expect(errorOf(`process a { run ${'('.repeat(40)}; }`).message).toContain('over 32 brackets are open');
    expect(errorOf(' '.repeat(64 * 1024 * 1024 + 1)).message).toContain('the text has 67108865 characters');
    expect(() => parseConfigurationText(neighbor(), { maxLength: 10 })).toThrow('the text has');
  });

  it('no text changes what objects inherit', () => {
    for (const name of ['__proto__', 'constructor', 'toString']) {
      expect(() => parseConfigurationText(`process ${name} { run x; }`)).toThrow();
      expect(() => parseConfigurationText(neighbor(`${name} 1;`))).toThrow(`unknown keyword '${name}'`);
      expect(() => parseConfigurationText(neighbor(`tcp-ao { algorithm ${name}; }`))).toThrow('expected hmac');
    }
    expect(({} as { run?: unknown }).run).toBeUndefined();
  });
});
