import { createContext, Family, Framer, HEADER_LENGTH, UpdateView } from '@mesh/bgp-wire';
import type { AdjRibIn, RibSession } from '../../src/index.js';

/** An Established session as a RIB sees it; families default to all four, both directions alike. */
export function sessionOf(
  options: Partial<Omit<RibSession, 'tx' | 'rx'>> & {
    readonly addPath?: readonly number[];
    readonly asn4?: boolean;
    readonly extendedMessage?: boolean;
    readonly extendedNextHop?: readonly number[];
  } = {},
): RibSession {
  const families = options.families ?? Object.values(Family);
  const internal = options.internal ?? false;
  const context = createContext({
    families,
    addPath: options.addPath ?? [],
    asn4: options.asn4 ?? true,
    extendedMessage: options.extendedMessage ?? false,
    extendedNextHop: options.extendedNextHop ?? [],
    peering: internal ? 'internal' : 'external',
  });
  return {
    localAs: 65001,
    peerAs: internal ? 65001 : 65002,
    localAddress: '192.0.2.254',
    ...options,
    internal,
    families,
    rx: context,
    tx: context,
  };
}

/** The UPDATEs of a chunk, each assessed as acceptable. */
export function updatesOf(chunk: Uint8Array, session: RibSession): UpdateView[] {
  const views: UpdateView[] = [];
  const framer = new Framer({ extendedMessage: session.rx.extendedMessage });
  const fault = framer.push(chunk, (frame) => {
    const view = new UpdateView(frame.slice(), session.rx);
    if (view.assessment.outcome !== 'accept') throw new Error(view.assessment.faults[0]?.reason);
    views.push(view);
    return true;
  });
  if (fault || framer.held > 0) throw new Error(fault?.reason ?? 'a chunk ends inside a message');
  return views;
}

/** Gives a chunk to the receiving end as a session does. */
export function deliver(chunk: Uint8Array, session: RibSession, sink: Pick<AdjRibIn, 'endOfRib' | 'update'>): void {
  for (const view of updatesOf(chunk, session)) {
    const family = view.endOfRib;
    if (family !== undefined) sink.endOfRib(family);
    else sink.update(view);
  }
}

/** Hexadecimal of a whole UPDATE around the octets after its header. */
export function updateHex(body: string): string {
  const length = HEADER_LENGTH + body.length / 2;
  return `${'ff'.repeat(16)}${length.toString(16).padStart(4, '0')}02${body}`;
}
