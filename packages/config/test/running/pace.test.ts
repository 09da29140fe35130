import { CeaseSubcode, ErrorCode, notification } from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import { Lab, neighborAt, THEM } from './lib.js';

const ROUTES = Array.from({ length: 20 }, (_, i) => `route 10.0.${i}.0/24 next-hop self med ${i}`).join('; ');

const updates = (lab: Lab) => lab.peer(THEM).received.filter(({ type }) => type === 'UPDATE').length;

describe('what a session sends', () => {
  it('[B12] is at most rate-limit UPDATEs a second, and all of them in the end', async () => {
    const lab = new Lab();
    await lab.start({ neighbors: [neighborAt(THEM, { rateLimit: 5, routes: ROUTES })] });
    await lab.establish(THEM);
    const seen: number[] = [];
    for (let second = 0; second < 5; second++) {
      lab.clock.runFor(1000);
      seen.push(updates(lab));
    }
    // 20 UPDATEs of one route each, and an End-of-RIB.
    expect(seen.map((count, i) => count - (seen[i - 1] ?? 0)).every((count) => count <= 6)).toBe(true);
    expect(seen[3]).toBeGreaterThanOrEqual(20);
    expect(new Set(lab.routes(THEM)).size).toBe(20);
    expect(seen[4]).toBe(21);
    await lab.close();
  });

  it('[B12] is held without auto-flush, but for the first table, until it is flushed', async () => {
    const lab = new Lab();
    const mesh = await lab.start({
      neighbors: [neighborAt(THEM, { autoFlush: false, routes: 'route 10.0.0.0/24 next-hop self' })],
    });
    await lab.establish(THEM);
    lab.clock.runFor(100);
    expect(lab.routes(THEM)).toEqual(['10.0.0.0/24']);
    mesh.announce('route 10.0.1.0/24 next-hop self');
    mesh.withdraw('route 10.0.0.0/24');
    lab.clock.runFor(60_000);
    expect(lab.routes(THEM)).toEqual(['10.0.0.0/24']);
    mesh.flush();
    lab.clock.runFor(100);
    expect(lab.routes(THEM).sort()).toEqual(['-10.0.0.0/24', '10.0.0.0/24', '10.0.1.0/24']);
    mesh.announce('route 10.0.2.0/24 next-hop self');
    lab.clock.runFor(1000);
    expect(lab.routes(THEM)).not.toContain('10.0.2.0/24');
    await lab.close();
  });

  it('[B12] ends with End-of-RIB, unless manual-eor', async () => {
    for (const manualEor of [false, true]) {
      const lab = new Lab();
      await lab.start({ neighbors: [neighborAt(THEM, { manualEor, routes: 'route 10.0.0.0/24 next-hop self' })] });
      await lab.establish(THEM);
      lab.clock.runFor(1000);
      expect([updates(lab), lab.routes(THEM)]).toEqual([manualEor ? 1 : 2, ['10.0.0.0/24']]);
      await lab.close();
    }
  });

  it('[B12] has as many UPDATEs as routes without group-updates, and else one for equal attributes', async () => {
    for (const [groupUpdates, count] of [
      [true, 2],
      [false, 4],
    ] as const) {
      const lab = new Lab();
      const routes = 'route 10.0.0.0/23 next-hop self split /24; route 10.9.0.0/24 next-hop self';
      await lab.start({ neighbors: [neighborAt(THEM, { groupUpdates, routes })] });
      await lab.establish(THEM);
      lab.clock.runFor(1000);
      expect([lab.routes(THEM).length, updates(lab)]).toEqual([3, count]);
      await lab.close();
    }
  });

  it('[B12] is told anew to the next session, without adj-rib-out only what is configured', async () => {
    for (const adjRibOut of [true, false]) {
      const lab = new Lab();
      const mesh = await lab.start({
        neighbors: [neighborAt(THEM, { adjRibOut, routes: 'route 10.0.0.0/24 next-hop self' })],
      });
      mesh.announce('route 10.0.1.0/24 next-hop self');
      await lab.establish(THEM);
      lab.clock.runFor(100);
      expect(lab.routes(THEM).sort()).toEqual(['10.0.0.0/24', '10.0.1.0/24']);
      lab.peer(THEM).send(notification(ErrorCode.CEASE, CeaseSubcode.ADMINISTRATIVE_RESET));
      lab.clock.runFor(60_000);
      await lab.establish(THEM);
      lab.clock.runFor(100);
      expect(lab.routes(THEM).slice(2).sort()).toEqual(['10.0.0.0/24', ...(adjRibOut ? ['10.0.1.0/24'] : [])]);
      await lab.close();
    }
  });

  it('[B12] keeps what the peer announces, unless adj-rib-in is off', async () => {
    const lab = new Lab();
    const mesh = await lab.start({ neighbors: [neighborAt(THEM, { adjRibIn: false })] });
    expect(() => mesh.adjRibIn(THEM)).toThrow(expect.objectContaining({ code: 'MESH_NO_ADJ_RIB_IN' }));
    await lab.close();
  });
});

describe('what a session asks of the transport', () => {
  it('[B8] [B9] is the key, the interface and the hops', async () => {
    const lab = new Lab();
    await lab.start({
      neighbors: [
        neighborAt('192.0.2.3', {
          session: { peerAddress: '192.0.2.3', md5Password: 'hunter2', connect: 1790 } as never,
        }),
        neighborAt('192.0.2.4', {
          session: { md5Password: 'gP8A/w==', md5Base64: true, outgoingTtl: 7, sourceInterface: 'eth0' } as never,
        }),
        neighborAt('192.0.2.5', { session: { incomingTtl: 255 } as never }),
        neighborAt('192.0.2.6', { session: { incomingTtl: 250, outgoingTtl: 255 } as never }),
        neighborAt('192.0.2.7', { session: { passive: true } as never }),
      ],
    });
    const asked = lab.targets.map(({ peerAddress, peerPort, password, interface: name, ttl, ttlSecurity }) => [
      peerAddress,
      peerPort,
      password && [...password.octets()],
      name,
      ttl,
      ttlSecurity,
    ]);
    expect(asked).toEqual([
      ['192.0.2.3', 1790, [...new TextEncoder().encode('hunter2')], undefined, undefined, undefined],
      ['192.0.2.4', 179, [0x80, 0xff, 0x00, 0xff], 'eth0', 7, undefined],
      ['192.0.2.5', 179, undefined, undefined, undefined, 1],
      ['192.0.2.6', 179, undefined, undefined, undefined, 6],
    ]);
    await lab.close();
  });

  it('[B8] is refused where the transport cannot do it: TCP-AO is never left out', async () => {
    const tcpAo = { keyId: 1, algorithm: 'hmac-sha-1-96', password: 'hunter2' } as const;
    const starting = new Lab().start({ neighbors: [neighborAt(THEM, { session: { tcpAo } as never })] });
    await expect(starting).rejects.toMatchObject({ code: 'MESH_TCP_OPTION_UNSUPPORTED' });
    await expect(starting).rejects.not.toThrow('hunter2');
  });
});
