import {
  AS_PATH,
  attribute,
  createContext,
  Family,
  LOCAL_PREF,
  ORIGIN,
  packUpdates,
  parseIPv4,
  unicast,
} from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import { AdjRibIn, LocRib, type PeerRibs, type RibSession, RouteStore } from '../../src/index.js';
import { deliver } from '../support/wire.js';

const FAMILIES = [Family.IPV4_UNICAST];

/** A client that pulls when it is woken, and only then, as a session does. */
class Client {
  readonly session: RibSession;
  readonly received = new AdjRibIn(new RouteStore());
  readonly ribs: PeerRibs;

  constructor(rib: LocRib, host: number, extendedMessage: boolean) {
    const context = createContext({ families: FAMILIES, peering: 'internal', extendedMessage });
    this.session = {
      localAs: 65000,
      peerAs: 65000,
      internal: true,
      localAddress: '192.0.2.254',
      peerAddress: `192.0.2.${host}`,
      localRouterId: parseIPv4('192.0.2.254'),
      peerRouterId: parseIPv4(`192.0.2.${host}`),
      families: FAMILIES,
      rx: context,
      tx: context,
    };
    this.ribs = rib.addPeer({ name: String(host), kind: 'client' }).open(this.session);
    this.ribs.sink.up(this.session);
    this.ribs.source.onReady(() => this.#pull());
    this.#pull();
  }

  #pull(): void {
    for (let chunk = this.ribs.source.next(65_536); chunk; chunk = this.ribs.source.next(65_536)) {
      deliver(chunk, this.session, this.received);
      this.ribs.source.accepted(chunk);
    }
  }

  announce(...prefixes: string[]): void {
    const attributes = [attribute(ORIGIN, 'igp'), attribute(AS_PATH, []), attribute(LOCAL_PREF, 100)];
    const nextHop = { address: this.session.peerAddress! };
    deliver(
      packUpdates({ announced: [{ nlri: prefixes.map((one) => unicast(one)), attributes, nextHop }] }, this.session.rx),
      this.session,
      this.ribs.sink,
    );
  }

  down(): void {
    this.ribs.source.close({ kind: 'connection-lost' });
    this.ribs.sink.down({ kind: 'connection-lost' }, false);
  }

  get prefixes(): string[] {
    return [...this.received.routes()].map(({ prefix, nextHop }) => `${prefix} ${nextHop}`).sort();
  }
}

describe('clients that pull when they are woken', () => {
  it.each([
    [false, false, false],
    [false, true, false],
    [true, true, false],
  ])('hear of a client that goes (extended messages %s, %s, %s)', (...extended) => {
    const rib = new LocRib(new RouteStore());
    const [a, b, c] = extended.map((one, i) => new Client(rib, i + 1, one)) as [Client, Client, Client];
    a.announce('10.1.0.0/16', '10.9.0.0/16');
    b.announce('10.2.0.0/16', '10.9.0.0/16');
    c.announce('10.3.0.0/16', '10.9.0.0/16');
    expect(c.prefixes).toEqual(['10.1.0.0/16 192.0.2.1', '10.2.0.0/16 192.0.2.2', '10.9.0.0/16 192.0.2.1']);
    a.down();
    expect(b.prefixes).toEqual(['10.3.0.0/16 192.0.2.3']);
    expect(c.prefixes).toEqual(['10.2.0.0/16 192.0.2.2', '10.9.0.0/16 192.0.2.2']);
  });
});
