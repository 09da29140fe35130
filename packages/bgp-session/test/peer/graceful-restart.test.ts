import { type CeaseSubcode, ErrorCode, notification } from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import { Speaker } from '../../src/index.js';
import { memoryPair, ScriptedPeer, VirtualClock } from '../../src/testing/index.js';
import { announce, SinkLog, them, us } from '../lib.js';
import { families, RestartLab, restartable, V4, V6 } from './restart-lib.js';

const both = restartable(families);
const withBit = restartable(families, { notification: true });

describe('routes of a peer that is lost (RFC 4724 §4.2)', () => {
  it('are kept as stale where it said so, and purged family by family at End-of-RIB', async () => {
    const lab = new RestartLab();
    (await lab.up(both)).destroy();
    expect(lab.after(1)).toEqual(['up 192.0.2.2', `stale ${V4} gr`, `stale ${V6} gr`, 'down connection-lost true']);
    const peer = await lab.up(both);
    expect(lab.afterEndOfRib(peer)).toEqual(['up 192.0.2.2', `endOfRib ${V4}`, `purge ${V4}`]);
    expect(lab.after(180)).toEqual([`purge ${V6}`]);
  });

  it('go with the session where it did not', async () => {
    const lab = new RestartLab();
    (await lab.up()).destroy();
    expect(lab.after(1)).toEqual(['up 192.0.2.2', 'down connection-lost false']);
  });

  it('go with the session where it keeps no family forwarding, as a mere helper does', async () => {
    const lab = new RestartLab();
    (await lab.up(restartable([]))).destroy();
    expect(lab.after(1)).toEqual(['up 192.0.2.2', 'down connection-lost false']);
  });

  it('go at the restart time where it does not come back', async () => {
    const lab = new RestartLab();
    (await lab.up(restartable([V4]))).destroy();
    expect(lab.after(59.999)).toEqual([
      'up 192.0.2.2',
      `stale ${V4} gr`,
      `stale ${V6} gr`,
      `purge ${V6}`,
      'down connection-lost true',
    ]);
    expect(lab.after(0.001)).toEqual([`purge ${V4}`]);
    lab.speaker.delete(() => true);
    expect(lab.clock.pending).toBe(0);
  });

  it('go at our upper bound where that is sooner', async () => {
    const lab = new RestartLab({ staleTimeSeconds: 10 });
    await lab.lose(both);
    expect(lab.after(10)).toEqual([`purge ${V4}`, `purge ${V6}`]);
  });

  it('go at our upper bound where it is back but never sends End-of-RIB', async () => {
    const lab = new RestartLab({ staleTimeSeconds: 100 });
    await lab.lose(both);
    lab.after(50);
    await lab.up(both);
    expect(lab.after(49)).toEqual(['up 192.0.2.2']);
    expect(lab.after(1)).toEqual([`purge ${V4}`, `purge ${V6}`]);
  });

  it.each([
    ['without the family', [restartable([V6])], [`purge ${V4}`]],
    ['with the F bit clear', [restartable(families, { preserved: false })], [`purge ${V4}`, `purge ${V6}`]],
    ['without the capability', [], [`purge ${V4}`, `purge ${V6}`]],
    ['with all it needs', [both], []],
  ])('are purged at once where it is back %s', async (_, capabilities, purged) => {
    const lab = new RestartLab();
    await lab.lose(both);
    await lab.up(...capabilities);
    expect(lab.told()).toEqual(['up 192.0.2.2', ...purged]);
  });

  it('are kept when a second OPEN proves the old connection dead (RFC 4724 §4.2)', async () => {
    const lab = new RestartLab();
    await lab.up(both);
    lab.told();
    await lab.up(both);
    expect(lab.after(1)).toEqual([`stale ${V4} gr`, `stale ${V6} gr`, 'down connection-lost true', 'up 192.0.2.2']);
    expect(lab.peer).toMatchObject({ state: 'Established', sessions: 2 });
  });

  it('are kept when a bare connection proves it, where that is asked for (RFC 4724 §5)', async () => {
    const lab = new RestartLab({ replaceOn: 'connection' });
    await lab.up(both);
    const second = lab.connect([both]);
    expect(lab.told().at(-1)).toBe('down connection-lost true');
    await second.establish();
    lab.after(1);
    expect(lab.peer).toMatchObject({ state: 'Established', sessions: 2 });
  });

  it('are told of by the peer’s snapshot', async () => {
    const lab = new RestartLab();
    await lab.lose(both);
    expect(lab.peer.stale).toEqual(families.map((family) => ({ family, kind: 'gr', remainingMs: 59_999 })));
    const peer = await lab.up(both);
    lab.afterEndOfRib(peer);
    expect(lab.peer.stale).toEqual([{ family: V6, kind: 'gr', remainingMs: 180_000 - 1_001 }]);
  });
});

describe('consecutive restarts', () => {
  const again = [`stale ${V4} gr`, `stale ${V6} gr`, 'down connection-lost true'];

  it('delete what was stale already (RFC 4724 §4.2)', async () => {
    const lab = new RestartLab();
    await lab.lose(both);
    (await lab.up(both)).destroy();
    expect(lab.after(1)).toEqual([
      'up 192.0.2.2',
      `purge ${V4}`,
      `stale ${V4} gr`,
      `purge ${V6}`,
      `stale ${V6} gr`,
      'down connection-lost true',
    ]);
  });

  it('do not, with the N bit both ways (RFC 8538 §4.1), and the upper bound goes on', async () => {
    const lab = new RestartLab({ staleTimeSeconds: 100 });
    await lab.lose(withBit);
    lab.after(59);
    (await lab.up(withBit)).destroy();
    expect(lab.after(1)).toEqual(['up 192.0.2.2', ...again]);
    expect(lab.after(39)).toEqual([]);
    expect(lab.after(1)).toEqual([`purge ${V4}`, `purge ${V6}`]);
  });

  it('begin the restart time anew', async () => {
    const lab = new RestartLab();
    await lab.lose(withBit);
    lab.after(59);
    (await lab.up(withBit)).destroy();
    expect(lab.after(59)).toEqual(['up 192.0.2.2', ...again]);
    expect(lab.after(1)).toEqual([`purge ${V4}`, `purge ${V6}`]);
  });
});

describe('after a NOTIFICATION (RFC 8538 §4)', () => {
  it.each([
    ['without the N bit', false, 4 as typeof CeaseSubcode.ADMINISTRATIVE_RESET, false],
    ['with the N bit', true, 4, true],
    ['with the N bit, but by a Hard Reset', true, 9, false],
  ])('%s of the peer', async (_, bit, subcode, kept) => {
    const lab = new RestartLab();
    const peer = await lab.up(restartable(families, { notification: bit }));
    peer.send(notification(ErrorCode.CEASE, subcode));
    expect(lab.after(1).at(-1)).toBe(`down notification-received ${kept}`);
  });

  it.each([
    ['kept with the N bit both ways', true, {}, true],
    ['gone where the peer’s is clear', false, {}, false],
    ['gone where ours is clear', true, { notification: false }, false],
  ])('of ours for a hold time that is over the routes are %s', async (_, bit, ours, kept) => {
    const lab = new RestartLab(ours, { holdTimeSeconds: 9 });
    await lab.up(restartable(families, { notification: bit }));
    expect(lab.after(10).at(-1)).toBe(`down notification-sent ${kept}`);
  });

  it('for an UPDATE that we cannot read the routes are gone all the same', async () => {
    const lab = new RestartLab();
    const peer = await lab.up(withBit);
    // An attribute that runs over the end of the message.
    peer.send(announce('10.0.0.0/8'));
    lab.after(1);
    peer.send(new Uint8Array([...new Array(16).fill(255), 0, 27, 2, 0, 9, 0, 0, 0, 0, 0, 0]));
    expect(lab.after(1).at(-1)).toBe('down notification-sent false');
  });
});

describe('a host', () => {
  it('with another sink for the next session has what the first one holds purged', async () => {
    const clock = new VirtualClock();
    const sinks: SinkLog[] = [];
    const onEstablished = () => {
      const sink = new SinkLog();
      sinks.push(sink);
      return { sink };
    };
    const speaker = new Speaker({ clock, handlerFor: () => ({ onEstablished }) });
    speaker.create({ ...us, passive: true, families, holdTimeSeconds: 0, gracefulRestart: {} });
    for (let i = 0; i < 2; i++) {
      const [ours, theirs] = memoryPair(clock, { addresses: ['192.0.2.1', '192.0.2.2'] });
      speaker.accept(ours, ours);
      const peer = new ScriptedPeer(theirs, { ...them, families, capabilities: [both] }, clock);
      await peer.establish();
      if (i === 0) peer.destroy();
      clock.runFor(1_000);
    }
    expect(sinks[0]?.calls.slice(-3)).toEqual(['down connection-lost true', `purge ${V4}`, `purge ${V6}`]);
    expect(sinks[1]?.calls).toEqual(['up 192.0.2.2']);
  });
});
