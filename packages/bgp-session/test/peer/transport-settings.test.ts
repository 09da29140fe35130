import { describe, expect, it } from 'vitest';
import { type Connect, type ConnectTarget, type PeerSettings, Secret, Speaker } from '../../src/index.js';
import { connect as tcpConnect } from '../../src/tcp/index.js';
import { VirtualClock } from '../../src/testing/index.js';
import { peerAt, printed } from '../tcp/lib.js';

const KEY = 'correct horse battery staple';

function speakerWith(targets: ConnectTarget[] = []) {
  const connect = Object.assign(
    (target: ConnectTarget) => {
      targets.push(target);
      return Promise.reject(new Error('nobody there'));
    },
    { supports: ['password', 'ttlSecurity', 'ttl', 'interface', 'localPort'] as const },
  );
  return new Speaker({ clock: new VirtualClock(), connect });
}

describe('a key', () => {
  it('shows in nothing that is printed: snapshots, events, targets, errors', async () => {
    const targets: ConnectTarget[] = [];
    const speaker = speakerWith(targets);
    const seen: unknown[] = [];
    for (const event of ['state', 'closed', 'error'] as const) {
      speaker.on(event, (...what: readonly unknown[]) => void seen.push(what));
    }
    const closed = new Promise((resolve) => speaker.once('closed', resolve));
    seen.push(speaker.create(peerAt('192.0.2.2', { password: KEY })));
    await closed;
    seen.push(speaker.peers(), targets);
    expect(printed(seen)).toContain('[redacted]');
    expect(printed(seen)).not.toContain(KEY);
    expect(`${targets[0]?.password}`).toBe('[redacted]');
    expect(targets[0]?.password?.reveal()).toBe(KEY);
    void speaker.close();
  });

  it('shows in no range', () => {
    const speaker = speakerWith();
    const template = { localAs: 65001, routerId: '192.0.2.1', password: KEY };
    const seen: unknown[] = [speaker.acceptFrom({ prefix: '10.0.0.0/8', template }), speaker.ranges()];
    seen.push(speaker.removeRange('10.0.0.0/8'));
    expect(printed(seen)).toContain('[redacted]');
    expect(printed(seen)).not.toContain(KEY);
    void speaker.close();
  });

  it('goes with the template of a range where a range is added from it', () => {
    const speaker = speakerWith();
    const template = { localAs: 65001, routerId: '192.0.2.1', password: KEY };
    const last = speaker.acceptFrom({ prefix: '10.0.0.0/8', template }).template;
    const { password } = speaker.acceptFrom({ prefix: '10.0.0.0/9', template: last }).template;
    expect((password as Secret).reveal()).toBe(KEY);
    void speaker.close();
  });

  it('goes with the settings of a snapshot where a peer is created from them', () => {
    const targets: ConnectTarget[] = [];
    const speaker = speakerWith(targets);
    const { settings } = speaker.create(peerAt('192.0.2.2', { password: new Secret(KEY) }));
    speaker.delete(() => true);
    speaker.create({ ...settings, holdTimeSeconds: 30 });
    expect(targets.map(({ password }) => password?.reveal())).toEqual([KEY, KEY]);
    void speaker.close();
  });

  it('is the same in an update, however it is given: nothing is reset for it', () => {
    const speaker = speakerWith();
    const { name } = speaker.create(peerAt('192.0.2.2', { password: KEY }));
    let updates = 0;
    speaker.on('updated', () => updates++);
    for (const password of [KEY, new Secret(KEY)]) speaker.update(name, { password });
    expect(updates).toBe(0);
    speaker.update(name, { password: `${KEY}!` });
    expect(updates).toBe(1);
    void speaker.close();
  });

  it('may be octets that are no text', () => {
    const targets: ConnectTarget[] = [];
    const speaker = speakerWith(targets);
    const { name } = speaker.create(peerAt('192.0.2.2', { password: new Secret(Uint8Array.of(0xff, 0, 0x80)) }));
    expect(targets[0]?.password?.octets()).toEqual(Uint8Array.of(0xff, 0, 0x80));
    let updates = 0;
    speaker.on('updated', () => updates++);
    speaker.update(name, { password: new Secret(Uint8Array.of(0xff, 0, 0x80)) });
    expect(updates).toBe(0);
    speaker.update(name, { password: new Secret(Uint8Array.of(0xff, 0, 0x81)) });
    expect(updates).toBe(1);
    void speaker.close();
  });

  it.each([
    ['nothing', ''],
    ['81 octets', 'x'.repeat(81)],
    ['81 octets of 41 characters', `x${'ä'.repeat(40)}`],
    ['a number', 7],
    ['an object that cannot reveal it', { reveal: KEY }],
    ['an object that reveals none', { reveal: () => 7 }],
    ['what a snapshot shows of it', '[redacted]'],
  ])('is refused: %s', (_, password) => {
    const speaker = speakerWith();
    const create = () => speaker.create({ ...peerAt('192.0.2.2'), password } as PeerSettings);
    expect(create).toThrow('password must be a key of 1 to 80 octets (RFC 2385), got something else');
    if (typeof password === 'string' && password.length > 10 && password !== '[redacted]') {
      expect(create).not.toThrow(password);
    }
    expect(speaker.peers()).toEqual([]);
  });
});

describe('a key of TCP-AO', () => {
  const tcpAo = { keyId: 7, algorithm: 'hmac-sha-1-96', password: KEY } as const;

  it('comes to a transport that has it, and shows in nothing that is printed', () => {
    const targets: ConnectTarget[] = [];
    const connect = Object.assign(
      (target: ConnectTarget) => {
        targets.push(target);
        return Promise.reject(new Error('nobody there'));
      },
      { supports: ['tcpAo'] as const },
    );
    const speaker = new Speaker({ clock: new VirtualClock(), connect });
    const made = speaker.create(peerAt('192.0.2.2', { tcpAo }));
    expect(targets[0]?.tcpAo).toMatchObject({ keyId: 7, algorithm: 'hmac-sha-1-96' });
    expect(targets.map(({ tcpAo: key }) => (key!.password as Secret).reveal())).toEqual([KEY]);
    expect(printed([made, targets])).not.toContain(KEY);
    void speaker.close();
  });

  it('is refused by a transport that has it not, `tcp` among them', () => {
    for (const connect of [undefined, tcpConnect, speakerWith]) {
      const speaker = new Speaker({ clock: new VirtualClock(), connect: connect as Connect | undefined });
      expect(() => speaker.create(peerAt('192.0.2.2', { tcpAo, passive: connect === undefined }))).toThrow(
        expect.objectContaining({ code: 'MESH_TCP_OPTION_UNSUPPORTED' }),
      );
      expect(speaker.peers()).toEqual([]);
    }
  });

  it('is refused beside a password, and where it is none', () => {
    const speaker = speakerWith();
    expect(() => speaker.create(peerAt('192.0.2.2', { tcpAo, password: KEY }))).toThrow('tcpAo must be left out');
    const bad = { ...tcpAo, password: '' };
    expect(() => speaker.create(peerAt('192.0.2.2', { tcpAo: bad }))).toThrow(
      /^tcpAo must be an object .* got something else$/,
    );
  });
});

describe('options of the transport', () => {
  it.each([
    ['ttlSecurity', 0, '1–254 hops'],
    ['ttlSecurity', 255, '1–254 hops'],
    ['ttl', 0, '1–255'],
    ['ttl', 256, '1–255'],
    ['ttl', 1.5, '1–255'],
    ['localPort', 0, '1–65535'],
    ['localPort', 65_536, '1–65535'],
    ['interface', '', 'the name of a network interface, 1 to 15 characters'],
    ['interface', 'sixteen-letters-', 'the name of a network interface, 1 to 15 characters'],
    ['interface', 'a/b', 'the name of a network interface, 1 to 15 characters'],
  ])('refuses %s %s', (field, value, rule) => {
    const create = () => speakerWith().create({ ...peerAt('192.0.2.2'), [field]: value });
    expect(create).toThrow(`${field} must be ${rule}, got ${JSON.stringify(value)}`);
    expect(create).toThrow(expect.objectContaining({ code: 'MESH_PEER_SETTING', details: { field, value, rule } }));
  });

  it('refuses ttl beside ttlSecurity', () => {
    expect(() => speakerWith().create(peerAt('192.0.2.2', { ttl: 64, ttlSecurity: 1 }))).toThrow(
      /^ttl must be left out beside ttlSecurity/,
    );
  });

  it('gives no stream to a peer that asks for something where nobody saw to it', async () => {
    const speaker = speakerWith();
    speaker.create(peerAt('192.0.2.2', { passive: true, ttlSecurity: 1 }));
    const error = new Promise((resolve) => speaker.once('error', resolve));
    const { readable } = new TransformStream<Uint8Array, Uint8Array>();
    const { writable } = new TransformStream<Uint8Array, Uint8Array>();
    expect(speaker.accept({ readable, writable }, { remoteAddress: '192.0.2.2' })).toBe(false);
    expect(await error).toMatchObject({ code: 'MESH_TCP_OPTION_UNSUPPORTED' });
    void speaker.close();
  });
});
