import { inspect } from 'node:util';
import { Secret } from '@mesh/bgp-session';
import { describe, expect, it } from 'vitest';
import { Configuration, type SessionSettings, validateSettings } from '../../src/index.js';

const KEY = 'hunter2-and-more';
const session: SessionSettings = { peerAddress: '192.0.2.2', localAddress: '192.0.2.1', localAs: 65001, peerAs: 65002 };
const tcpAo = { keyId: 1, algorithm: 'hmac-sha-1-96', password: KEY } as const;

const check = (settings: object) => validateSettings({ neighbors: [{ session: { ...session, ...settings } }] });
const sessionOf = (settings: Partial<SessionSettings>) =>
  Configuration.fromSettings({ neighbors: [{ session: { ...session, ...settings } }] }).neighbors[0]!.session;

describe('keys', () => {
  it('[B8] are taken as text and as a Secret, and the empty one is none', () => {
    expect(sessionOf({ md5Password: KEY }).md5Password?.reveal()).toBe(KEY);
    expect(sessionOf({ md5Password: new Secret(KEY) }).md5Password?.reveal()).toBe(KEY);
    expect(sessionOf({ md5Password: '' }).md5Password).toBeUndefined();
    expect(sessionOf({ tcpAo })).toMatchObject({ tcpAo: { keyId: 1, algorithm: 'hmac-sha-1-96', base64: false } });
    expect(sessionOf({ tcpAo }).tcpAo?.password.reveal()).toBe(KEY);
  });

  it('[B8] show nowhere', () => {
    for (const settings of [{ md5Password: KEY }, { tcpAo }]) {
      const configuration = Configuration.fromSettings({ neighbors: [{ session: { ...session, ...settings } }] });
      const shown = [configuration, configuration.neighbors].map(
        (one) => inspect(one, { depth: 9, showHidden: true }) + JSON.stringify(one),
      );
      expect(shown.join()).toContain('[redacted]');
      expect(shown.join()).not.toContain(KEY);
    }
  });

  it.each([
    [{ md5Password: KEY, tcpAo }, 'session tcp-ao and md5-password exclude each other'],
    [{ md5Password: 7 }, 'session md5-password must be text or a Secret'],
    [{ md5Password: '[redacted]' }, 'session md5-password must be the key itself, not [redacted]'],
    [{ md5Password: 'x'.repeat(81) }, 'session md5-password must be a key of 1-80 octets'],
    [{ md5Password: KEY, md5Base64: true }, 'session md5-password must be base64 (RFC 4648)'],
    [{ md5Password: 'aGk', md5Base64: true }, 'session md5-password must be base64 (RFC 4648)'],
    [{ tcpAo: { ...tcpAo, keyId: 256 } }, 'tcp-ao key-id must be 0-255'],
    [
      { tcpAo: { ...tcpAo, algorithm: 'md5' } },
      'tcp-ao algorithm must be hmac-sha-1-96, aes-128-cmac-96, hmac-sha-256',
    ],
    [{ tcpAo: { ...tcpAo, password: undefined } }, 'tcp-ao password missing'],
    [{ tcpAo: { ...tcpAo, base64: true } }, 'tcp-ao password must be base64 (RFC 4648)'],
    [{ md5Ip: '2001:db8::1' }, 'session md5-ip 2001:db8::1 and peer-address 192.0.2.2 are of two IP versions'],
  ])('[B8] are refused without being shown: %#', (settings, message) => {
    expect(check(settings)).toBe(`neighbor[0]: ${message}`);
  });
});
