import type { Role } from '@mesh/bgp-wire';
import { isInside, type PeerKind } from '../adj-rib-in/import-check.js';
import { FactFlag } from './attribute-facts.js';

/** Where a route comes from: a peer, or this speaker. */
export interface ExportSource {
  /** Its number in the Loc-RIB; 0 for routes that begin here. */
  readonly number: number;
  readonly kind: PeerKind | 'local';
}

/** The peer that a route is to go to. */
export interface ExportTarget {
  readonly number: number;
  readonly kind: PeerKind;
  /** What we are to the peer (RFC 9234 §4). */
  readonly role: Role | undefined;
  readonly requirePolicy: boolean;
  readonly hasPolicy: boolean;
  /** Routes of clients, and to clients, are reflected now (RFC 4456 §6). */
  readonly reflects: boolean;
}

/** One reason for which a peer does not get a route. */
export interface ExportCheck {
  readonly name: string;
  readonly rfc: string;
  readonly reason: string;
  /** `flags`: the `FactFlag` bits of the route; `unicast`: it is of a family that OTC is defined for. */
  withholds(source: ExportSource, target: ExportTarget, flags: number, unicast: boolean): boolean;
}

/** The checks in the order in which they are made; the first that withholds names the reason. */
export const exportChecks: readonly ExportCheck[] = [
  {
    name: 'source',
    rfc: 'RFC 4271 §9.1.3',
    reason: 'the peer is where the route came from',
    withholds: (source, target) => source.number === target.number,
  },
  {
    name: 'internal',
    rfc: 'RFC 4271 §9.2, RFC 4456 §6',
    reason: 'from an internal peer to another, and neither is a client of ours',
    withholds: (source, target) =>
      isReflected(source, target) && !(target.reflects && (source.kind === 'client' || target.kind === 'client')),
  },
  {
    name: 'no-advertise',
    rfc: 'RFC 1997',
    reason: 'NO_ADVERTISE: to no peer',
    withholds: (_source, _target, flags) => (flags & FactFlag.NO_ADVERTISE) !== 0,
  },
  {
    name: 'no-export',
    rfc: 'RFC 1997',
    reason: 'NO_EXPORT: not out of the confederation',
    withholds: (_source, target, flags) => (flags & FactFlag.NO_EXPORT) !== 0 && !isInside(target.kind),
  },
  {
    name: 'no-export-subconfed',
    rfc: 'RFC 1997',
    reason: 'NO_EXPORT_SUBCONFED: to no external peer, and to no other member of the confederation',
    withholds: (_source, target, flags) =>
      (flags & FactFlag.NO_EXPORT_SUBCONFED) !== 0 && !(isInside(target.kind) && target.kind !== 'confederation'),
  },
  {
    name: 'no-peer',
    rfc: 'RFC 3765 §2',
    reason: 'NOPEER: not to a bilateral peer',
    withholds: (_source, target, flags) =>
      (flags & FactFlag.NO_PEER) !== 0 && target.role === 'peer' && !isInside(target.kind),
  },
  {
    name: 'otc',
    rfc: 'RFC 9234 §5',
    reason: 'OTC: to customers only',
    withholds: (_source, target, flags, unicast) =>
      unicast && (flags & FactFlag.OTC) !== 0 && !isInside(target.kind) && UPWARDS.has(target.role),
  },
  {
    name: 'no-policy',
    rfc: 'RFC 8212 §2.2',
    reason: 'an external peer without export policy',
    withholds: (_source, target) => target.requirePolicy && !target.hasPolicy && !isInside(target.kind),
  },
];

/** Our role towards providers, peers and route servers (RFC 9234 §5, egress 2). */
const UPWARDS: ReadonlySet<Role | undefined> = new Set(['customer', 'peer', 'rs-client']);

/** A route within the AS comes to a peer within the AS: it is reflected (RFC 4456 §8). */
export function isReflected(source: ExportSource, target: ExportTarget): boolean {
  return isOfAs(source.kind) && isOfAs(target.kind);
}

function isOfAs(kind: PeerKind | 'local'): boolean {
  return kind === 'internal' || kind === 'client';
}
