import { type CloseReason, formatCloseReason, Speaker } from '@mesh/bgp-session';
import { BfdEndpoint, type DatagramPort, decodeBfdPacket, udp } from '@mesh/bgp-session/bfd';
import { connect } from '@mesh/bgp-session/tcp';
import { until } from '@mesh-examples/lib/daemon';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BfdRouter, BfdRouterKind } from '../lab/bfd/router.js';

const OURS = { address: '10.99.0.1', as: 65001 };
const THEIRS = { address: '10.99.0.2', as: 65002 };
const INTERVAL_MS = 100;
const MULTIPLIER = 3;

/** Far below the hold time of 90 s: what ends a session by then is BFD. */
const DEADLINE_MS = 30_000;

/** UDP that loses what it is told to lose, in both directions. */
class Link implements DatagramPort {
  loses: (direction: 'in' | 'out', bytes: Uint8Array) => boolean = () => false;
  readonly #udp = udp();

  listen(...[at, { received, failed }]: Parameters<DatagramPort['listen']>): ReturnType<DatagramPort['listen']> {
    const pass: typeof received = (bytes, from) => {
      if (!this.loses('in', bytes)) received(bytes, from);
    };
    return this.#udp.listen(at, { received: pass, failed });
  }

  sender(...[from, failed]: Parameters<DatagramPort['sender']>): ReturnType<DatagramPort['sender']> {
    const sender = this.#udp.sender(from, failed);
    return {
      send: (bytes, to) => {
        if (!this.loses('out', bytes)) sender.send(bytes, to);
      },
      close: () => sender.close(),
    };
  }
}

/** What comes is lost, and so is our word of it: the daemon learns from the NOTIFICATION that its packets are not heard. */
function daemonUnheard(direction: 'in' | 'out', bytes: Uint8Array): boolean {
  const decoded = decodeBfdPacket(bytes);
  return direction === 'in' || (decoded.ok && decoded.packet.state !== 'Up');
}

/** Our BFD and that of a daemon, over UDP, with a BGP session that depends on it. */
export function describeBfd(kind: BfdRouterKind): void {
  describe(`BFD with ${kind.name}`, () => {
    const link = new Link();
    const endpoint = new BfdEndpoint({ port: link });
    const speaker = new Speaker({ connect, bfd: endpoint });
    const closed: CloseReason[] = [];
    const told: string[] = [];
    let router: BfdRouter;

    const peer = () => speaker.peer(THEIRS.address);
    const explain = () => `closed: ${closed.map(formatCloseReason).join('; ')}; ${told.join('; ')}\n${router.log()}`;
    const bothUp = () =>
      until(
        'BFD and BGP are up on both sides',
        async () =>
          peer()?.state === 'Established' &&
          peer()?.bfd?.state === 'Up' &&
          /^up$/i.test(await router.bfd()) &&
          (await router.bgp()) === 'Established',
        DEADLINE_MS,
        explain,
      );

    beforeAll(async () => {
      speaker.on('closed', (reason) => closed.push(reason));
      speaker.on('error', (error) => told.push(error.message));
      router = await kind.start({ local: THEIRS, peer: OURS, intervalMs: INTERVAL_MS, multiplier: MULTIPLIER });
      speaker.create({
        peerAddress: THEIRS.address,
        localAddress: OURS.address,
        localAs: OURS.as,
        peerAs: THEIRS.as,
        routerId: OURS.address,
        holdTimeSeconds: 90,
        connectRetrySeconds: 1,
        idleHoldMaxSeconds: 1,
        bfd: {
          desiredMinTxMs: INTERVAL_MS,
          requiredMinRxMs: INTERVAL_MS,
          detectMultiplier: MULTIPLIER,
          multihop: true,
        },
      });
    });

    afterAll(async () => {
      await speaker.close();
      endpoint.close();
      await router?.stop();
    });

    it('comes up on both sides, at the pace that both asked for', async () => {
      await bothUp();
      await until(
        'the pace is agreed',
        () =>
          peer()?.bfd?.transmitIntervalMs === INTERVAL_MS && peer()?.bfd?.detectionTimeMs === INTERVAL_MS * MULTIPLIER,
        DEADLINE_MS,
        explain,
      );
      expect(endpoint.discards).toMatchObject({ truncated: 0, version: 0, length: 0, authentication: 0 });
    });

    it('ends the session with Cease / BFD Down where nothing comes from the daemon, which reads it', async () => {
      await bothUp();
      closed.length = 0;
      link.loses = daemonUnheard;
      try {
        await until('our session ends', () => closed.length > 0, DEADLINE_MS, explain);
        expect(closed[0]).toMatchObject({ kind: 'notification-sent', notification: { code: 6, subcode: 10 } });
        await until(
          'the daemon has read it',
          async () => kind.sawBfdDown.test(await router.lastError()),
          DEADLINE_MS,
          explain,
        );
      } finally {
        link.loses = () => false;
      }
      await bothUp();
    });

    it('ends the session with Cease / BFD Down where the BFD of the daemon stands still, and it comes back', async () => {
      await bothUp();
      closed.length = 0;
      router.freeze();
      try {
        await until('our session ends', () => closed.length > 0, DEADLINE_MS, explain);
        expect(closed[0]).toMatchObject({ kind: 'notification-sent', notification: { code: 6, subcode: 10 } });
      } finally {
        router.thaw();
      }
      await bothUp();
    });

    it('is down at the daemon where the path is cut in both directions, and both come back', async () => {
      await bothUp();
      closed.length = 0;
      link.loses = () => true;
      try {
        await until('BFD is down at the daemon', async () => /^down$/i.test(await router.bfd()), DEADLINE_MS, explain);
        await until('our session ends', () => closed.length > 0, DEADLINE_MS, explain);
        expect(closed[0]).toMatchObject({ notification: { code: 6 } });
      } finally {
        link.loses = () => false;
      }
      await bothUp();
    });

    it('tells the daemon where our BFD is taken down, and ends no session for it', async () => {
      await bothUp();
      closed.length = 0;
      endpoint.close();
      await until('BFD is down at the daemon', async () => !/^up$/i.test(await router.bfd()), DEADLINE_MS, explain);
      expect(closed.filter(({ kind }) => kind === 'notification-sent')).toEqual([]);
    });
  });
}
