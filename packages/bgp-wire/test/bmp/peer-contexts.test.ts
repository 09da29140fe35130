import { describe, expect, it } from 'vitest';
import {
  contextOfPeer,
  contextOfPeerUp,
  monitoredRib,
  PeerContexts,
  PeerFlag,
  type PeerHeader,
  PeerType,
  type PeerUpMessage,
} from '../../src/bmp/index.js';
import { AS_PATH, assess, decodeMessage, Family } from '../../src/index.js';
import { message, ORIGIN_IGP, tlv, update } from '../support/octets.js';

const peer: PeerHeader = {
  peerType: PeerType.GLOBAL,
  flags: 0,
  distinguisher: 0n,
  address: '192.0.2.1',
  as: 65001,
  routerId: 1,
  seconds: 0,
  microseconds: 0,
};

/** OPENs with ADD-PATH for IPv4 unicast: mode 1 receive, 2 send, 3 both (RFC 7911 §4). */
const openWithAddPath = (mode: string) => message(1, `04 fde9 00b4 c0000201 08 02 06 45 04 000101 ${mode}`);

function peerUp(sent: Uint8Array, received: Uint8Array, of: PeerHeader = peer): PeerUpMessage {
  return {
    type: 'PEER-UP',
    peer: of,
    localAddress: '192.0.2.2',
    localPort: 179,
    remotePort: 50000,
    sentOpen: sent,
    receivedOpen: received,
    information: [],
  };
}

const ADD_PATH_IPV4 = new Set<number>([Family.IPV4_UNICAST]);
const NONE = new Set<number>();

describe('contexts of monitored peers', () => {
  it('take the width of AS numbers from the A flag (RFC 7854 §4.2)', () => {
    expect(contextOfPeer(peer).asn4).toBe(true);
    expect(contextOfPeer({ ...peer, flags: PeerFlag.TWO_OCTET_AS_PATH }).asn4).toBe(false);
    expect(contextOfPeer({ ...peer, peerType: PeerType.LOC_RIB, flags: PeerFlag.TWO_OCTET_AS_PATH }).asn4).toBe(true);
  });

  it('read an UPDATE with 2-octet AS numbers', () => {
    const path = `${ORIGIN_IGP} ${tlv(0x40, 2, '02 02 fde9 fdea')} ${tlv(0x40, 3, 'c0000201')}`;
    const frame = update({ attributes: path, nlri: '18 0a0000' });
    const result = decodeMessage(frame, contextOfPeer({ ...peer, flags: PeerFlag.TWO_OCTET_AS_PATH }));
    if (!result.ok || result.message.type !== 'UPDATE') throw new Error('not an UPDATE');
    expect(assess(result.message).outcome).toBe('accept');
    expect(result.message.get(AS_PATH)).toEqual([{ type: 'AS_SEQUENCE', asns: [65001, 65002] }]);
  });

  it.each([
    ['01', '02', ADD_PATH_IPV4, NONE],
    ['02', '01', NONE, ADD_PATH_IPV4],
    ['03', '03', ADD_PATH_IPV4, ADD_PATH_IPV4],
    ['01', '01', NONE, NONE],
    ['02', '02', NONE, NONE],
  ])('negotiate ADD-PATH for OPENs with modes %s and %s (RFC 7911 §4)', (sent, received, inbound, outbound) => {
    const up = peerUp(openWithAddPath(sent), openWithAddPath(received));
    expect(contextOfPeerUp(up).addPath).toEqual(inbound);
    expect(contextOfPeerUp(up, { ...peer, flags: PeerFlag.ADJ_RIB_OUT }).addPath).toEqual(outbound);
  });

  it('take the ADD-PATH of a Loc-RIB from the OPEN alone (RFC 9069 §5.2)', () => {
    const locRib = { ...peer, peerType: PeerType.LOC_RIB, address: '0.0.0.0' };
    expect(contextOfPeerUp(peerUp(openWithAddPath('01'), openWithAddPath('01'), locRib)).addPath).toEqual(
      ADD_PATH_IPV4,
    );
  });

  it('are those of the header alone where an OPEN cannot be read', () => {
    const broken = message(1, '03 fde9 00b4 c0000201 00');
    expect(contextOfPeerUp(peerUp(broken, openWithAddPath('03'))).addPath).toEqual(NONE);
  });

  it('are remembered from Peer Up to Peer Down, for all RIBs of a peer', () => {
    const contexts = new PeerContexts();
    expect(contexts.contextOf(peer).addPath).toEqual(NONE);
    contexts.observe(peerUp(openWithAddPath('01'), openWithAddPath('02')));
    const known = contexts.contextOf({ ...peer, seconds: 7 });
    expect(known.addPath).toEqual(ADD_PATH_IPV4);
    expect(contexts.contextOf({ ...peer, flags: PeerFlag.POST_POLICY })).toBe(known);
    expect(contexts.contextOf({ ...peer, flags: PeerFlag.ADJ_RIB_OUT }).addPath).toEqual(NONE);
    expect(contexts.contextOf({ ...peer, distinguisher: 1n }).addPath).toEqual(NONE);
    contexts.observe({ type: 'PEER-DOWN', peer, reason: 4, detail: { kind: 'none' } });
    expect(contexts.contextOf(peer).addPath).toEqual(NONE);
  });
});

describe('monitoredRib', () => {
  it.each([
    [PeerType.GLOBAL, 0, 'adj-rib-in pre-policy'],
    [PeerType.RD, PeerFlag.IPV6 | PeerFlag.POST_POLICY, 'adj-rib-in post-policy'],
    [PeerType.LOCAL, PeerFlag.ADJ_RIB_OUT, 'adj-rib-out pre-policy'],
    [PeerType.GLOBAL, PeerFlag.ADJ_RIB_OUT | PeerFlag.POST_POLICY, 'adj-rib-out post-policy'],
    [PeerType.LOC_RIB, 0, 'loc-rib'],
    [PeerType.LOC_RIB, PeerFlag.FILTERED, 'loc-rib filtered'],
  ])('of peer type %i with flags %i is %s', (peerType, flags, rib) => {
    expect(monitoredRib({ ...peer, peerType, flags })).toBe(rib);
  });
});
