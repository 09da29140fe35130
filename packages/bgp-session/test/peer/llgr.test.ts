import { capabilityValue, LONG_LIVED_GRACEFUL_RESTART } from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import { longLived, RestartLab, restartable, V4, V6 } from './restart-lib.js';

const ours = { longLived: [{ family: V4, forwardingPreserved: true, staleTimeSeconds: 3600 }] };
const gr = restartable([V4]);
const ll = longLived([V4], 600);

describe('the capability (RFC 9494 §3.1)', () => {
  it('is offered with what was asked for, beside graceful restart', async () => {
    const open = (await new RestartLab(ours).up(gr, ll)).received.find((message) => message.type === 'OPEN');
    expect(capabilityValue(open?.capabilities ?? [], LONG_LIVED_GRACEFUL_RESTART)).toEqual(ours.longLived);
  });

  it('is not offered unless it is asked for (§5)', async () => {
    const open = (await new RestartLab().up(gr, ll)).received.find((message) => message.type === 'OPEN');
    expect(capabilityValue(open?.capabilities ?? [], LONG_LIVED_GRACEFUL_RESTART)).toBeUndefined();
  });

  it('counts for nothing without the one it goes on from (§4.1)', async () => {
    const lab = new RestartLab(ours);
    const peer = await lab.up(ll);
    peer.destroy();
    expect(lab.after(1)).toEqual(['up 192.0.2.2', 'down connection-lost false']);
  });
});

describe('routes of a peer that stays away (RFC 9494 §4.2)', () => {
  it('are long-lived stale after the restart time, and gone after the stale time', async () => {
    const lab = new RestartLab(ours);
    await lab.lose(gr, ll);
    expect(lab.after(59)).toEqual([]);
    expect(lab.after(1)).toEqual([`stale ${V4} llgr`]);
    expect(lab.after(599)).toEqual([]);
    expect(lab.after(1)).toEqual([`purge ${V4}`]);
    lab.speaker.delete(() => true);
    expect(lab.clock.pending).toBe(0);
  });

  it('are long-lived stale at once where the restart time is zero', async () => {
    const lab = new RestartLab(ours);
    (await lab.up(restartable([V4], { seconds: 0 }), ll)).destroy();
    expect(lab.after(1).slice(1)).toEqual([
      `stale ${V4} gr`,
      `stale ${V6} gr`,
      `purge ${V6}`,
      'down connection-lost true',
      `stale ${V4} llgr`,
    ]);
  });

  it('are long-lived stale at once where the older capability does not name the family', async () => {
    const lab = new RestartLab({
      longLived: [V4, V6].map((family) => ({ family, forwardingPreserved: true, staleTimeSeconds: 0 })),
    });
    (await lab.up(restartable([V4]), longLived([V6], 600))).destroy();
    expect(lab.after(1).slice(1)).toEqual([
      `stale ${V4} gr`,
      `stale ${V6} gr`,
      'down connection-lost true',
      `stale ${V6} llgr`,
    ]);
    expect(lab.after(60)).toEqual([`purge ${V4}`]);
  });

  it.each([
    ['a stale time of zero', {}, longLived([V4], 0)],
    ['a family that we did not name', {}, longLived([V6], 600)],
    ['a limit of zero of our own', { longLivedLimitSeconds: 0 }, ll],
  ])('are gone after the restart time with %s', async (_, more, theirs) => {
    const lab = new RestartLab({ ...ours, ...more });
    await lab.lose(gr, theirs);
    expect(lab.after(60)).toEqual([`purge ${V4}`]);
  });

  it('are gone after the limit that we set, where that is sooner', async () => {
    const lab = new RestartLab({ ...ours, longLivedLimitSeconds: 10 });
    await lab.lose(gr, ll);
    expect(lab.after(60)).toEqual([`stale ${V4} llgr`]);
    expect(lab.after(10)).toEqual([`purge ${V4}`]);
  });

  it('are long-lived stale for all the months that 24 bits hold', async () => {
    const lab = new RestartLab(ours);
    await lab.lose(gr, longLived([V4], 0xffffff));
    lab.after(60);
    expect(lab.after(0xfffffe)).toEqual([]);
    expect(lab.after(1)).toEqual([`purge ${V4}`]);
  });

  it('are long-lived stale when the upper bound of RFC 8538 ends the restart time', async () => {
    const lab = new RestartLab({ ...ours, staleTimeSeconds: 20 });
    await lab.lose(gr, ll);
    expect(lab.after(20)).toEqual([`stale ${V4} llgr`]);
    expect(lab.after(599)).toEqual([]);
  });

  it('are told of by the peer’s snapshot', async () => {
    const lab = new RestartLab(ours);
    await lab.lose(gr, ll);
    expect(lab.peer.stale).toEqual([{ family: V4, kind: 'gr', remainingMs: 59_999 }]);
    lab.after(60);
    expect(lab.peer.stale).toMatchObject([{ family: V4, kind: 'llgr', remainingMs: 599_999 }]);
    lab.after(600);
    expect(lab.peer.stale).toEqual([]);
  });
});

describe('when the peer is back in the long-lived period (RFC 9494 §4.2)', () => {
  async function away() {
    const lab = new RestartLab(ours);
    await lab.lose(gr, ll);
    expect(lab.after(100)).toEqual([`stale ${V4} llgr`]);
    return lab;
  }

  it('its routes wait for End-of-RIB', async () => {
    const lab = await away();
    const peer = await lab.up(gr, ll);
    expect(lab.after(1)).toEqual(['up 192.0.2.2']);
    expect(lab.afterEndOfRib(peer)).toEqual([`endOfRib ${V4}`, `purge ${V4}`]);
    expect(lab.after(1000)).toEqual([]);
  });

  it.each([
    ['the F bit of the newer capability is clear', [gr, longLived([V4], 600, false)]],
    ['the F bit of the older capability is clear', [restartable([V4], { preserved: false }), ll]],
    ['the newer capability does not name the family', [gr, longLived([V6], 600)]],
    ['the newer capability is missing', [gr]],
    ['both are missing', []],
  ])('its routes are gone at once where %s', async (_, capabilities) => {
    const lab = await away();
    await lab.up(...capabilities);
    expect(lab.told()).toEqual(['up 192.0.2.2', `purge ${V4}`]);
  });

  it('its routes stay where only the newer capability ever named the family', async () => {
    const lab = new RestartLab(ours);
    await lab.lose(restartable([V6]), ll);
    lab.after(1);
    const peer = await lab.up(restartable([V6]), ll);
    expect(lab.afterEndOfRib(peer)).toContain(`purge ${V4}`);
  });

  it('a peer that never sends End-of-RIB keeps them for the upper bound of RFC 8538', async () => {
    const lab = await away();
    await lab.up(gr, ll);
    lab.told();
    expect(lab.after(179)).toEqual([]);
    expect(lab.after(1)).toEqual([`purge ${V4}`]);
  });
});

describe('consecutive restarts', () => {
  it('do not delete what is long-lived stale, nor begin its time anew (RFC 9494 §4.2)', async () => {
    const lab = new RestartLab(ours);
    await lab.lose(gr, ll);
    lab.after(159); // 100 seconds of 600 are over
    (await lab.up(gr, ll)).destroy();
    expect(lab.after(1)).toEqual([
      'up 192.0.2.2',
      `stale ${V4} gr`,
      `stale ${V6} gr`,
      `purge ${V6}`,
      'down connection-lost true',
    ]);
    expect(lab.after(60)).toEqual([`stale ${V4} llgr`]);
    expect(lab.after(438)).toEqual([]);
    expect(lab.after(3)).toEqual([`purge ${V4}`]);
  });

  it('delete what outlived its stale time while the peer was sending (RFC 9494 §4.2)', async () => {
    const lab = new RestartLab({ ...ours, staleTimeSeconds: 1000 });
    await lab.lose(gr, longLived([V4], 10));
    lab.after(65);
    const peer = await lab.up(gr, longLived([V4], 10));
    expect(lab.after(20)).toEqual(['up 192.0.2.2']);
    peer.destroy();
    expect(lab.after(1)).toEqual([
      `purge ${V4}`,
      `stale ${V4} gr`,
      `stale ${V6} gr`,
      `purge ${V6}`,
      'down connection-lost true',
    ]);
  });
});
