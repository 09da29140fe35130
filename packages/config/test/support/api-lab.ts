import type { Connect, DuplexLike, PeerSettings } from '@mesh/bgp-session';
import { memoryPair, ScriptedPeer, VirtualClock } from '@mesh/bgp-session/testing';
import { type Capability, type Family, formatFamily, formatHex, type UpdateView } from '@mesh/bgp-wire';
import {
  type CommandHost,
  CommandSession,
  type CommandSessionOptions,
  Configuration,
  formatRoute,
  type MeshSpeaker,
  type NeighborSettings,
  startSpeaker,
  type Templates,
} from '../../src/index.js';

export const LOCAL_AS = 65001;

/** A neighbour at an address whose last octet, or hextet, n makes AS 65000 + n. */
export function neighborAt(peerAddress: string, more: Partial<NeighborSettings> = {}): NeighborSettings {
  const number = Number.parseInt(peerAddress.split(/[.:]/).at(-1)!, 10);
  return {
    session: {
      peerAddress,
      localAddress: peerAddress.includes(':') ? '2001:db8::1' : '10.0.0.1',
      routerId: '10.0.0.1',
      localAs: LOCAL_AS,
      peerAs: 65000 + number,
    },
    families: 'ipv4 unicast ipv6 unicast',
    ...more,
  };
}

/** A speaker in virtual time whose every connection ends at a scripted peer, by its address. */
export async function apiLab(
  neighbors: readonly NeighborSettings[] | Configuration,
  {
    host,
    templates = {},
    remote = {},
    capabilities = () => [],
    ...options
  }: Partial<CommandSessionOptions> & {
    readonly host?: Partial<CommandHost>;
    readonly templates?: Templates;
    /** What the peers have and do not have, beyond what their sessions need. */
    readonly remote?: Partial<PeerSettings>;
    /** What the peer at an address offers beside the rest. */
    readonly capabilities?: (peer: string) => readonly Capability[];
  } = {},
) {
  const clock = new VirtualClock();
  const peers = new Map<string, ScriptedPeer>();
  /** Everything that came to a peer, in hexadecimal. */
  const octets = new Map<string, string>();
  const connect: Connect = ({ peerAddress, localAddress }) => {
    const [near, far] = memoryPair(clock, { latencyMs: 1, addresses: [localAddress ?? '10.0.0.1', peerAddress!] });
    const { settings } = mesh.peers().find((peer) => peer.peerAddress === peerAddress)!;
    const theirs = {
      localAs: settings.peerAs!,
      peerAs: settings.localAs,
      routerId: '192.0.2.99',
      families: settings.families,
      routeRefresh: true,
      holdTimeSeconds: 0,
      capabilities: capabilities(peerAddress!),
      ...remote,
    };
    const noted = noting(far, (hex) => octets.set(peerAddress!, (octets.get(peerAddress!) ?? '') + hex));
    peers.set(peerAddress!, new ScriptedPeer(noted, theirs, clock));
    return near;
  };
  const configuration =
    neighbors instanceof Configuration ? neighbors : Configuration.fromSettings({ neighbors, templates });
  const mesh: MeshSpeaker = await startSpeaker(configuration, {
    clock,
    random: () => 0.5,
    connect: Object.assign(connect, { supports: ['password'] as const }),
  });
  const lines: string[] = [];
  const session = new CommandSession({ mesh, ...host }, { write: (line) => void lines.push(line), ...options });

  /** The peer at an address, Established. */
  const establish = async (address: string): Promise<ScriptedPeer> => {
    await clock.advance(() => peers.has(address), 10_000);
    const peer = peers.get(address)!;
    await peer.establish();
    await clock.advance(50);
    return peer;
  };
  /** What a line is answered. */
  const ask = async (line: string): Promise<string[]> => {
    const from = lines.length;
    let done = false;
    const feeding = session.feed(line).finally(() => (done = true));
    await clock.advance(() => done, 60_000);
    await feeding;
    return lines.slice(from);
  };
  /** What a peer has got since this was asked the last time, as text. */
  const heard = async (peer: ScriptedPeer): Promise<string[]> => {
    await clock.advance(50);
    const from = seen.get(peer) ?? 0;
    seen.set(peer, peer.received.length);
    return peer.received.slice(from).flatMap((message) => (message.type === 'UPDATE' ? told(message) : []));
  };
  const seen = new Map<ScriptedPeer, number>();
  const close = async () => {
    let done = false;
    void mesh.close().then(() => (done = true));
    await clock.advance(() => done, 60_000);
  };
  return { clock, mesh, peers, octets, session, lines, establish, ask, heard, close };
}

/** A stream whose incoming octets are noted. */
function noting(stream: DuplexLike, note: (hex: string) => void): DuplexLike {
  return {
    write: (bytes, accepted) => stream.write(bytes, accepted),
    end: () => stream.end(),
    destroy: (error) => stream.destroy(error),
    pause: () => stream.pause(),
    resume: () => stream.resume(),
    get unaccepted() {
      return stream.unaccepted;
    },
    attach: ({ data, drain, closed }) =>
      stream.attach({
        data: (bytes) => {
          note(formatHex(bytes));
          data(bytes);
        },
        drain,
        closed,
      }),
  };
}

/** An UPDATE as what it does: `+ 10.0.0.0/24`, `- 10.0.0.0/24`, `eor ipv4-unicast`. */
export function told(update: UpdateView): string[] {
  const family: Family | undefined = update.endOfRib;
  if (family !== undefined) return [`eor ${formatFamily(family)}`];
  const name = (nlri: { readonly family: Family }) =>
    'prefix' in nlri ? String(nlri.prefix) : formatRoute({ nlri, attributes: [] } as never);
  return [
    ...[...update.withdrawn()].map((nlri) => `- ${name(nlri)}`),
    ...[...update.announced()].map((nlri) => `+ ${name(nlri)}`),
  ];
}
