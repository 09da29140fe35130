import { Family, type MeshError } from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import { type PeerSettings, Speaker } from '../../src/index.js';
import { SETTING_NAMES } from '../../src/peer/peer-settings.js';
import { VirtualClock } from '../../src/testing/index.js';
import { Exchange, us } from '../lib.js';

function thrownBy(run: () => unknown): MeshError | undefined {
  try {
    run();
  } catch (error) {
    return error as MeshError;
  }
  return undefined;
}

const PEER = 'MESH_PEER_SETTING';
const SESSION = 'MESH_SESSION_OPTION';

/** Setting, values it may not have, code. Each is a value that JSON or plain JavaScript could bring. */
const REFUSED: readonly (readonly [keyof PeerSettings, readonly unknown[], string])[] = [
  ['name', ['', 7, null, {}], PEER],
  ['description', [7, null, []], PEER],
  [
    'peerAddress',
    [
      '',
      '300.1.1.1',
      '10.0.0.0/8',
      'example.org',
      '10.0.0.1%eth0',
      '::ffff:10.0.0.1%eth0',
      'fe80::1%',
      'fe80::1%eth0%eth1',
      7,
      null,
      true,
    ],
    PEER,
  ],
  ['peerPort', [0, 65536, '179', 1.5, Number.NaN, null], PEER],
  ['localAddress', ['', '10.0.0', '10.0.0.1%eth0', '2001:db8::1', 7, null], PEER],
  ['routerId', ['', '1.2.3', '2001:db8::1', null, undefined, true, {}], PEER],
  ['routerId', [0, -1, 4294967296, 1.5], SESSION],
  ['passive', ['yes', 0, 1, null], PEER],
  ['accept', ['no', 0, null], PEER],
  ['maxPrefixRestartSeconds', [-1, 65536, '60', null], PEER],
  ['password', ['', 7, null, {}], PEER],
  ['tcpAo', ['', null, {}, { keyId: 256, algorithm: 'hmac-sha-1-96', password: 'x' }], PEER],
  ['bfd', [3, null, [], true], PEER],
  ['ttlSecurity', [0, 256, '1', null], PEER],
  ['ttl', [0, 256, 1.5, '64', null], PEER],
  ['interface', ['', 'sixteen-letters-', 'a/b', '..', 7, null], PEER],
  ['localPort', [0, 65536, '179', null], PEER],
  ['localAs', [0, -1, 4294967296, '65001', undefined, null, 65001n, Number.POSITIVE_INFINITY], SESSION],
  ['peerAs', [0, 4294967296, '65002', null, [65002]], SESSION],
  ['allowedAs', [65001, ['65001'], [[65002, 65001]], [[1, 2, 3]], [0], null], SESSION],
  ['holdTimeSeconds', [1, 2, 65536, '90', -1, null], SESSION],
  ['minHoldTimeSeconds', [0, 2, 65536, '3', null], SESSION],
  ['openHoldTimeSeconds', [0, 2, 65536, '240', null], SESSION],
  ['sendHoldTimeSeconds', [-1, 65536, '480', 90, null], SESSION],
  ['connectRetrySeconds', [0, 65536, '5', null], SESSION],
  ['connectRetryMaxSeconds', [0, 65536, '120', null], SESSION],
  ['delayOpenSeconds', [-1, 65536, '0', null], SESSION],
  ['idleHoldMaxSeconds', [0, 65536, '120', null], SESSION],
  ['allowAutomaticStart', ['true', 1, null], SESSION],
  ['allowAutomaticStop', ['true', 1, null], SESSION],
  ['dampPeerOscillations', ['true', 1, null], SESSION],
  ['trackTcpState', ['true', 1, null], SESSION],
  ['sendNotificationWithoutOpen', ['true', 1, null], SESSION],
  ['collisionDetectEstablishedState', ['true', 1, null], SESSION],
  ['families', ['ipv4 unicast', ['ipv4 unicast'], [0], Family.IPV4_UNICAST, null], SESSION],
  ['fourOctetAs', ['true', 1, null], SESSION],
  ['routeRefresh', ['true', 1, null], SESSION],
  ['enhancedRouteRefresh', ['true', 1, null], SESSION],
  ['extendedMessage', ['true', 1, null], SESSION],
  ['extendedNextHop', [true, [Family.IPV4_UNICAST], [{ family: 257 }], null], SESSION],
  ['addPath', [true, [{ family: 257, mode: 'sometimes' }], [{ mode: 'both' }], null], SESSION],
  ['multipleLabels', [true, [Family.IPV4_LABELLED_UNICAST], [{ family: 260, count: 1 }], null], SESSION],
  [
    'orf',
    [
      true,
      [{ family: 257 }],
      [{ family: 257, types: [64] }],
      [{ family: 257, types: [{ type: 64, mode: 'x' }] }],
      null,
    ],
    SESSION,
  ],
  ['minRouteAdvertisementIntervalSeconds', [-1, 65536, '30', null], SESSION],
  ['gracefulRestart', [true, 90, [], null], SESSION],
  ['role', ['boss', 7, null], SESSION],
  ['strictRole', ['true', 1, null, true], SESSION],
  ['fqdn', ['a.example', { hostName: 'a' }, { hostName: 1, domainName: 'b' }, null], SESSION],
  ['softwareVersion', [1, 'v'.repeat(65), null], SESSION],
  ['capabilities', [[70], [{ code: 256 }], [{ code: 250, value: 'text' }], {}, null], SESSION],
  ['requiredCapabilities', [[70], [{ code: -1 }], [{ code: 250, value: 'text' }], null], SESSION],
  ['extendedParameters', ['true', 1, null], SESSION],
  ['codec', [true, 'strict', [], null], SESSION],
];

describe('wrong settings', () => {
  const rows = REFUSED.flatMap(([field, values, code]) => values.map((value) => ({ field, value, code })));
  it.each(rows)('$field: $value is refused, and leaves no trace', ({ field, value, code }) => {
    const clock = new VirtualClock();
    let made = 0;
    const speaker = new Exchange(clock).add('192.0.2.1', {
      handlerFor: () => {
        made++;
        return {};
      },
    });
    const error = thrownBy(() => speaker.create({ ...us, [field]: value }));
    expect(error).toMatchObject({ name: 'MeshError', code, details: { field } });
    expect(error?.details.rule).toBeTypeOf('string');
    expect(['password', 'tcpAo'].includes(field) || Object.is(error?.details.value, value)).toBe(true);
    expect([speaker.peers(), made, clock.pending]).toEqual([[], 0, 0]);
  });

  it('has a row for every setting there is', () => {
    expect([...new Set(REFUSED.map(([field]) => field))].sort()).toEqual([...SETTING_NAMES].sort());
  });

  it.each([
    ['holdTime', 'holdTimeSeconds'],
    ['hold_time_seconds', 'holdTimeSeconds'],
    ['peeraddress', 'peerAddress'],
    ['peerAdress', 'peerAddress'],
    ['localAS', 'localAs'],
    ['famillies', 'families'],
    ['passiveTcpEstablishment', 'passive'],
  ])('%s is unknown, and %s may have been meant', (wrong, meant) => {
    const speaker = new Speaker({ clock: new VirtualClock() });
    const error = thrownBy(() => speaker.create({ ...us, [wrong]: 1 } as never));
    expect(error?.message).toBe(`there is no setting "${wrong}": did you mean ${meant}?`);
    expect(error).toMatchObject({ code: PEER, details: { field: wrong, meant } });
  });

  it('has no hint where nothing is like it, and takes no prototype for a setting', () => {
    const speaker = new Speaker({ clock: new VirtualClock() });
    const create = (text: string) => thrownBy(() => speaker.create({ ...us, ...JSON.parse(text) }));
    expect(create('{"qwertyuiop":1}')?.message).toBe('there is no setting "qwertyuiop"');
    expect(create('{"constructor":1}')?.code).toBe(PEER);
    const polluted = JSON.parse('{"__proto__":{"passive":true}}');
    expect(thrownBy(() => speaker.create(polluted))?.code).toBe(PEER);
    expect(Object.hasOwn(Object.prototype, 'passive')).toBe(false);
  });

  it('names what is wrong inside a setting', () => {
    const speaker = new Speaker({ clock: new VirtualClock() });
    const create = (gracefulRestart: unknown) =>
      thrownBy(() => speaker.create({ ...us, gracefulRestart } as PeerSettings));
    expect(create({ restartTime: 90 })).toMatchObject({ code: SESSION, details: { field: 'restartTime' } });
    expect(create({ notification: 'yes' })?.details.field).toBe('gracefulRestart.notification');
    expect(create({ replaceOn: 'never' })?.message).toBe(
      'gracefulRestart.replaceOn must be open or connection, got "never"',
    );
  });

  it('never shows a password', () => {
    const speaker = new Speaker({ clock: new VirtualClock() });
    const error = thrownBy(() => speaker.create({ ...us, password: { secret: 'hunter2' } as never }));
    expect(`${error?.message} ${JSON.stringify(error?.details)}`).not.toContain('hunter2');
  });

  it('refuses what is no object, and a passive peer that takes no connections', () => {
    const speaker = new Speaker({ clock: new VirtualClock() });
    for (const wrong of [undefined, null, 'peer', 7])
      expect(thrownBy(() => speaker.create(wrong as never))?.code).toBe(PEER);
    expect(thrownBy(() => speaker.create({ ...us, passive: true, accept: false }))?.details.field).toBe('accept');
  });
});
