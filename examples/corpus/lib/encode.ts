import {
  AS_PATH,
  asSequence,
  attribute,
  type CodecContext,
  Framer,
  formatHex,
  isPrefixNlri,
  LOCAL_PREF,
  MP_REACH_NLRI,
  MP_UNREACH_NLRI,
  NEXT_HOP,
  ORIGIN,
  type PathAttribute,
  packUpdates,
  parseFamilyName,
  parseHex,
  UpdatePacker,
  UpdateView,
} from '@mesh/bgp-wire';
import { announcementOf, parseRouteText, type RouteText } from '@mesh/config';

/** A command of ExaBGP's and the UPDATE it must become. */
export interface Command {
  readonly id: string;
  readonly family: string;
  readonly routeText: string;
  readonly local_as: number;
  readonly peer_as: number;
  readonly local_address: string;
  readonly context: { readonly asn4: boolean; readonly addpath: readonly string[]; readonly nexthopEncoding: boolean };
  readonly expectHex: readonly string[];
}

/** The octets that a command makes of a session that has sent nothing yet. */
export function encodeCommand(command: Command, context: CodecContext): Uint8Array {
  const text = command.routeText.replace(/^(neighbor|peer) \S+ /, '');
  const endOfRib = /^announce eor (.+)$/.exec(text);
  if (endOfRib) {
    const packer = new UpdatePacker(context);
    packer.endOfRib(parseFamilyName(endOfRib[1]!)!);
    return packer.take()!;
  }
  const [, action, route] = /^(announce|withdraw) (.+)$/s.exec(text) ?? [];
  if (action === 'withdraw') {
    return packUpdates({ withdrawn: parseRouteText(route!, 'withdraw').map(({ nlri }) => nlri) }, context);
  }
  const announced = parseRouteText(route!).map((one) => ({
    ...announcementOf(one, command.local_address),
    attributes: withDefaults(one, command),
  }));
  return packUpdates({ announced }, context);
}

/** What a session adds: ORIGIN, its AS number for another AS, LOCAL_PREF for its own. */
function withDefaults(route: RouteText, { local_as, peer_as }: Command): PathAttribute[] {
  const internal = local_as === peer_as;
  const defaults = [
    attribute(ORIGIN, 'igp'),
    attribute(AS_PATH, internal ? [] : asSequence(local_as)),
    ...(internal ? [attribute(LOCAL_PREF, 100)] : []),
  ];
  const missing = defaults.filter(({ code }) => !route.attributes.some((one) => one.code === code));
  return [...route.attributes, ...missing];
}

/** What UPDATEs say, whatever their order, their attributes' order, and how many they are. */
export function contentOf(octets: Uint8Array, context: CodecContext): string[] {
  const lines: string[] = [];
  const framer = new Framer(context);
  framer.push(octets, (frame) => {
    const view = new UpdateView(frame, context);
    const own = view.attributes().filter(({ code }) => code !== 14 && code !== 15 && code !== NEXT_HOP.code);
    const attributes = own
      .map(({ code, value }) => `${code}=${value instanceof Uint8Array ? formatHex(value) : JSON.stringify(value)}`)
      .sort();
    const hop = view.get(MP_REACH_NLRI)?.nextHop ?? { address: view.get(NEXT_HOP) };
    for (const nlri of view.announced().filter(isPrefixNlri)) {
      lines.push(`announce ${nlri.prefix} ${nlri.pathId ?? ''} by ${JSON.stringify(hop)} ${attributes.join(' ')}`);
    }
    for (const nlri of view.withdrawn().filter(isPrefixNlri))
      lines.push(`withdraw ${nlri.prefix} ${nlri.pathId ?? ''}`);
    if (view.endOfRib !== undefined) lines.push(`end of RIB ${view.endOfRib} ${view.has(MP_UNREACH_NLRI)}`);
    return true;
  });
  return lines.sort();
}

export function expectedOctets({ expectHex }: Command): Uint8Array {
  return parseHex(expectHex.join(''))!;
}
