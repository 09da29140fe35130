import { createFsmOptions, type FsmSettings, localOpen, restartPlan, startEvent } from '@mesh/bgp-session';
import {
  ADD_PATH,
  capability,
  createContext,
  encodeMessage,
  Family,
  FOUR_OCTET_AS,
  formatHex,
  GRACEFUL_RESTART,
  isMeshError,
} from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import { LOCAL, optionsWith, stateAt } from './support/situation.js';

describe('createFsmOptions', () => {
  it('has the defaults of the standard', () => {
    expect(createFsmOptions(LOCAL)).toMatchObject({
      peerAs: undefined,
      holdTimeSeconds: 90,
      openHoldTimeSeconds: 240,
      connectRetrySeconds: 5,
      connectRetryMaxSeconds: 120,
      delayOpenSeconds: 0,
      allowAutomaticStart: true,
      allowAutomaticStop: true,
      dampPeerOscillations: true,
      passiveTcpEstablishment: false,
      trackTcpState: false,
      sendNotificationWithoutOpen: true,
      collisionDetectEstablishedState: false,
      families: [Family.IPV4_UNICAST],
    });
  });

  it('takes undefined for not given', () => {
    expect(createFsmOptions({ ...LOCAL, holdTimeSeconds: undefined }).holdTimeSeconds).toBe(90);
  });

  const seconds = '3–65535 seconds';
  const refused: readonly (readonly [Partial<FsmSettings>, string])[] = [
    [{ holdTimeSeconds: 2 }, `hold time must be 0 or ${seconds}, got 2`],
    [{ holdTimeSeconds: 65536 }, `hold time must be 0 or ${seconds}, got 65536`],
    [{ holdTimeSeconds: Number.NaN }, `hold time must be 0 or ${seconds}, got NaN`],
    [{ holdTimeSeconds: 3.5 }, `hold time must be 0 or ${seconds}, got 3.5`],
    [{ minHoldTimeSeconds: 0 }, `minimum hold time must be ${seconds}, got 0`],
    [{ connectRetrySeconds: 0 }, 'connect retry time must be 1–65535 seconds, got 0'],
    [{ delayOpenSeconds: -1 }, 'delay open time must be 0 or 1–65535 seconds, got -1'],
    [{ localAs: 0 }, 'local AS must be 1–4294967295, got 0'],
    [{ peerAs: 4294967296 }, 'peer AS must be 1–4294967295, got 4294967296'],
    [{ routerId: 0 }, 'router id must be 1–4294967295, got 0'],
    [{ sendHoldTimeSeconds: 90 }, 'send hold time must be 0 or exceed the hold time of 90 seconds, got 90'],
    [{ localAs: 70000, fourOctetAs: false }, 'local AS 70000 needs four octets: leave fourOctetAs on'],
    [{ role: 'peer', peerAs: 65001 }, 'role peer is for external peers, but peer AS is 65001 as ours'],
    [{ role: 7 }, 'role must be provider, rs, rs-client, customer or peer, got 7'],
    [{ strictRole: true }, 'strictRole needs a role of our own: set role'],
    [{ softwareVersion: 'v'.repeat(65) }, 'a software version has at most 64 octets, got 65'],
    [{ gracefulRestart: { restartTimeSeconds: 4096 } }, 'restart time must be 0–4095 seconds, got 4096'],
    [{ gracefulRestart: { staleTimeSeconds: 0 } }, 'stale time must be 1–65535 seconds, got 0'],
    [
      { gracefulRestart: { longLivedLimitSeconds: 2 ** 24 } },
      'long-lived limit must be 0–16777215 seconds, got 16777216',
    ],
    [
      {
        gracefulRestart: {
          longLived: [{ family: Family.IPV4_UNICAST, forwardingPreserved: true, staleTimeSeconds: 2 ** 24 }],
        },
      },
      'staleTimeSeconds (0–16777215 seconds), got ',
    ],
    [
      { capabilities: [{ code: 250, value: 'text' }] },
      'capability 250 has no row in the table: give its value as octets',
    ],
    [
      { passiveTcpEstablishment: true, allowAutomaticStart: false },
      'a passive peer with dampPeerOscillations starts automatically: leave allowAutomaticStart on, or turn damping off',
    ],
  ];
  it.each(refused)('refuses %j', (settings, message) => {
    const make = () => optionsWith(settings);
    expect(make).toThrow(message);
    try {
      make();
    } catch (error) {
      expect(isMeshError(error, 'MESH_SESSION_OPTION')).toBe(true);
    }
  });

  it('refuses an OPEN of more than 4096 octets', () => {
    const capabilities = Array.from({ length: 16 }, () => ({ code: 250, value: new Uint8Array(255) }));
    expect(() => optionsWith({ capabilities })).toThrow('the limit is 4096');
  });
});

describe('our OPEN', () => {
  const octets = (settings: Partial<FsmSettings>) =>
    formatHex(encodeMessage(localOpen(optionsWith(settings)), createContext())).slice(38);

  it('has all capabilities in one parameter (RFC 5492 §4)', () => {
    // version 4, AS 65001, hold time 90, 192.0.2.1, 20 octets of parameters: type 2 with 18 octets
    expect(octets({})).toBe(
      `04fde9005ac0000201${'14'}0212${'010400010001'}${'0200'}${'0600'}${'41040000fde9'}${'4600'}`,
    );
  });

  it('says AS_TRANS where the AS number has no two-octet form (RFC 6793 §4.1)', () => {
    const open = localOpen(optionsWith({ localAs: 4_200_000_000 }));
    expect(open.myAs).toBe(23456);
    expect(open.capabilities).toContainEqual(capability(FOUR_OCTET_AS, 4_200_000_000));
  });

  it('carries raw capabilities as they are, and last', () => {
    const capabilities = [{ code: 250, value: new Uint8Array([1, 2]) }];
    expect(octets({ capabilities })).toMatch(/fa020102$/);
  });

  it('takes the extended form when forced (RFC 9072 §2)', () => {
    expect(octets({ extendedParameters: true }).slice(18, 26)).toBe('ffff0015');
  });

  it('names everything that was asked for', () => {
    const open = localOpen(
      optionsWith({
        families: [Family.IPV4_UNICAST, Family.IPV6_UNICAST],
        addPath: [{ family: Family.IPV6_UNICAST, mode: 'both' }],
        extendedNextHop: [{ family: Family.IPV4_UNICAST, nextHopAfi: 2 }],
        gracefulRestart: {},
        role: 'customer',
        fqdn: { hostName: 'a', domainName: 'example' },
        softwareVersion: 'mesh',
        holdTimeSeconds: 5000,
      }),
    );
    expect(open.capabilities.map(({ code }) => code)).toEqual([1, 1, 2, 5, 6, 9, 64, 65, 69, 70, 73, 75]);
    expect(open.capabilities).toContainEqual(
      capability(GRACEFUL_RESTART, { restarting: false, notification: true, restartTimeSeconds: 4095, families: [] }),
    );
    expect(open.capabilities).toContainEqual(capability(ADD_PATH, [{ family: Family.IPV6_UNICAST, mode: 'both' }]));
  });
});

describe('startEvent', () => {
  const passive = { passiveTcpEstablishment: true };
  const calm = { dampPeerOscillations: false };
  it.each([
    ['manual', {}, 'ManualStart'],
    ['manual', calm, 'ManualStart'],
    ['manual', { ...passive, ...calm }, 'ManualStart_with_PassiveTcpEstablishment'],
    ['manual', passive, 'AutomaticStart_with_DampPeerOscillations_and_PassiveTcpEstablishment'],
    ['automatic', {}, 'AutomaticStart_with_DampPeerOscillations'],
    ['automatic', calm, 'AutomaticStart'],
    ['automatic', { ...passive, ...calm }, 'AutomaticStart_with_PassiveTcpEstablishment'],
    ['automatic', passive, 'AutomaticStart_with_DampPeerOscillations_and_PassiveTcpEstablishment'],
  ] as const)('%s %j: %s', (cause, settings, type) => {
    expect(startEvent(optionsWith(settings), cause)).toEqual({ type });
  });
});

describe('restartPlan', () => {
  const options = optionsWith();
  const idle = (circumstances: { idleHoldSeconds?: number; timers?: ['idle-hold'] }, connectAttempts: number) => {
    const state = stateAt('Idle', options, circumstances);
    if (state.name !== 'Idle') throw new Error(state.name);
    return { ...state, connectAttempts };
  };
  it.each([
    [0, 0, 0],
    [1, 0, 5_000],
    [2, 0, 10_000],
    [5, 0, 80_000],
    [6, 0, 120_000],
    [99, 0, 120_000],
    [1, 16, 16_000],
  ])('after %d dials and an IdleHoldTime of %d s: in %d ms', (attempts, idleHoldSeconds, durationMs) => {
    expect(restartPlan(idle({ idleHoldSeconds }, attempts), options)).toMatchObject({ durationMs, jitter: true });
  });
  it('leaves it to IdleHoldTimer, and to the operator', () => {
    expect(restartPlan(idle({ timers: ['idle-hold'] }, 1), options)).toBeUndefined();
    expect(restartPlan(idle({}, 1), optionsWith({ allowAutomaticStart: false }))).toBeUndefined();
  });
});
